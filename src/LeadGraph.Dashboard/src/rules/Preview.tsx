import { useMemo } from 'react';
import { PreviewDocument, type PreviewQuery } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { displayName } from '../leads/lead';
import { Problem } from '../shell/Problem';
import { Skeleton } from '../shell/Skeleton';
import { useSettled } from '../shell/useSettled';
import { useText } from '../text/language';
import { TierBadge } from '../tiers/TierBadge';
import { tiers } from '../tiers/tier';
import type { View } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import { inputOf, type Trial } from './trial';

interface Properties {
  trial: Trial;
  view: View;
}

/** What the tiers would be by the rules that are tried, and who would move. */
export function Preview({ trial, view }: Properties) {
  const t = useText();
  const settled = useSettled(trial);
  const variables = useMemo(() => ({ rules: inputOf(settled) }), [settled]);
  const { data, outdated, failure, trying, retry } = useData(PreviewDocument, variables, true);
  const preview = failure ? undefined : data?.scoringPreview;
  return (
    <div className="rules-preview" aria-busy={outdated || settled !== trial || (!preview && !failure)}>
      {failure && <Problem what={t.rules.failed} failure={failure} retry={retry} trying={trying} />}
      {!failure && (
        <table>
          <thead>
            <tr>
              <th scope="col">{t.rules.tier}</th>
              <th scope="col">{t.rules.now}</th>
              <th scope="col">{t.rules.then}</th>
              <th scope="col">{t.rules.change}</th>
            </tr>
          </thead>
          <tbody>
            {tiers.map((tier) => (
              <tr key={tier}>
                <th scope="row">
                  <TierBadge tier={tier} />
                </th>
                <Counts tier={tier} preview={preview} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {preview && (
        <>
          <h3>{t.rules.moves}</h3>
          {preview.moves.length === 0 && <p className="muted">{t.rules.nobody}</p>}
          <ul className="rules-moves">
            {preview.moves.map((move) => (
              <li key={`${move.from} ${move.to}`}>
                {t.rules.move(move.users, move.from, move.to)}
                <span className="rules-sample">
                  {move.sample.map((lead) => {
                    const name = displayName({ ...lead.userActivity, userId: lead.userId });
                    return (
                      <ViewLink key={lead.userId} title={name} to={{ ...view, lead: lead.userId }}>
                        <bdi>{name}</bdi>
                      </ViewLink>
                    );
                  })}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {preview && preview.settings.length > 0 && <Settings preview={preview} />}
    </div>
  );
}

/** What to set to have the rules that are tried, to be pasted as it is. */
function Settings({ preview: { settings, settingsJson } }: { preview: PreviewQuery['scoringPreview'] }) {
  const t = useText().rules;
  const texts = settings.map(({ text }) => text);
  // Of a name that can stand in a file alone it is a document.
  const lines = texts.filter((text) => !text.startsWith('{'));
  return (
    <>
      <h3>{t.settings}</h3>
      {lines.length === texts.length ? (
        <>
          <pre>
            <code>{lines.join('\n')}</code>
          </pre>
          <p className="muted">{t.settingsWhere(lines.some(isArgument), !lines.every(isArgument))}</p>
          <details>
            <summary>{t.settingsInFile}</summary>
            <pre>
              <code>{settingsJson}</code>
            </pre>
          </details>
        </>
      ) : (
        <>
          <pre>
            <code>{settingsJson}</code>
          </pre>
          <p className="muted">{t.settingsInFileOnly}</p>
        </>
      )}
    </>
  );
}

function isArgument(text: string): boolean {
  return /^'?--/.test(text);
}

function Counts({ tier, preview }: { tier: (typeof tiers)[number]; preview: PreviewQuery['scoringPreview'] | undefined }) {
  const { format } = useText();
  const of = (counts: PreviewQuery['scoringPreview']['current']) =>
    counts.find((row) => row.leadScore === tier)?.users ?? 0;
  const [now, then] = preview ? [of(preview.current), of(preview.proposed)] : [null, null];
  const change = now === null ? null : then - now;
  const waiting = <Skeleton width="2rem" />;
  return (
    <>
      <td>{now === null ? waiting : format.number(now)}</td>
      <td>{now === null ? waiting : <strong>{format.number(then)}</strong>}</td>
      <td>{change === null ? waiting : change > 0 ? `+${format.number(change)}` : format.number(change)}</td>
    </>
  );
}
