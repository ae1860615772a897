/** Reads CSV with quotes as RFC 4180 has it: commas, line ends and doubled quotes stand freely between quotes. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // Runs of what is neither quote nor separator are taken as a whole; a list may hold a million leads.
  const token = /"((?:[^"]|"")*)"|([^",\r\n]+)|(,)|(\r\n|\n|\r)/g;
  let field = '';
  let begun = false;
  for (const [, quoted, plain, comma] of text.matchAll(token)) {
    if (quoted !== undefined) {
      field += quoted.replaceAll('""', '"');
      begun = true;
    } else if (plain !== undefined) {
      field += plain;
      begun = true;
    } else {
      row.push(field);
      field = '';
      begun = comma !== undefined;
      if (comma === undefined) {
        rows.push(row);
        row = [];
      }
    }
  }
  if (begun || row.length > 0) {
    row.push(field);
    rows.push(row);
  }
  return rows;
}

// As the service decides, src/LeadGraph/Campaigns/CsvCell.cs: a formula's sign, behind whatever shows nothing.
const signs = '=+-@＝＋－＠﹦﹢﹣﹫−';
const separators = ';\t|\r\n\v\f\u0085\u2028\u2029';
const invisible = /[\p{Zs}\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Variation_Selector}"\u2800]/u;
const invisibleLetters = '\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0';

function isGuarded(cell: string): boolean {
  if (!cell.startsWith("'")) {
    return false;
  }
  if (/^'[\t\r\n]/.test(cell)) {
    return true;
  }
  const seen = Array.from(cell.slice(1)).find(
    (c) => separators.includes(c) || !(invisibleLetters.includes(c) || invisible.test(c)),
  );
  return seen !== undefined && signs.includes(seen);
}

/** The cell without the apostrophe in front that keeps spreadsheets from taking it for a formula. */
export function unguarded(cell: string): string {
  return isGuarded(cell) ? cell.slice(1) : cell;
}
