import { useText } from '../text/language';

interface Properties {
  /** The points of now minus those of the window before. */
  points: number;
  /** The days that the window is long. */
  windowDays: number;
}

/** How much more, or less, a lead does than before. */
export function Momentum({ points, windowDays }: Properties) {
  const t = useText();
  if (points === 0) {
    return (
      <span className="momentum muted" title={t.lead.momentum(0, windowDays)}>
        0
      </span>
    );
  }
  const told = t.lead.momentum(points, windowDays);
  return (
    <span className={points > 0 ? 'momentum rising' : 'momentum falling'} title={told}>
      <span aria-hidden="true">
        {points > 0 ? '▲' : '▼'} {t.format.number(Math.abs(points))}
      </span>
      <span className="visually-hidden">{told}</span>
    </span>
  );
}
