/** What one column of the chart of days stands for. */
export interface DayColumn {
  /** The first and the last of its days, written as 2025-09-10; the same where it is one day. */
  first: string;
  last: string;
  /** The points of these days. */
  points: number;
  /** The points of all days before. */
  before: number;
}

// More columns than this are too thin to be seen.
const most = 31;
const dayMilliseconds = 86_400_000;

/**
 * The days of a window as columns, those without events too, so that gaps are seen; several days each where the window
 * is long.
 * @param days The active days, in order.
 * @param from The day on which the window begins.
 * @param to The day on which it ends; later days are there if they are active.
 */
export function columnsOf(days: readonly { date: string; points: number }[], from: string, to: string): DayColumn[] {
  const points = new Map(days.map((day) => [day.date, day.points]));
  const all = datesBetween(days[0] && days[0].date < from ? days[0].date : from, later(to, days.at(-1)?.date));
  const size = Math.ceil(all.length / most);
  const columns: DayColumn[] = [];
  let before = 0;
  for (let start = 0; start < all.length; start += size) {
    const dates = all.slice(start, start + size);
    const sum = dates.reduce((total, date) => total + (points.get(date) ?? 0), 0);
    columns.push({ first: dates[0] ?? from, last: dates.at(-1) ?? from, points: sum, before });
    before += sum;
  }
  return columns;
}

function later(one: string, other: string | undefined): string {
  return other !== undefined && other > one ? other : one;
}

function datesBetween(first: string, last: string): string[] {
  const start = Date.parse(first);
  const length = Math.max(1, Math.round((Date.parse(last) - start) / dayMilliseconds) + 1);
  return Array.from({ length }, (_, index) => new Date(start + index * dayMilliseconds).toISOString().slice(0, 10));
}
