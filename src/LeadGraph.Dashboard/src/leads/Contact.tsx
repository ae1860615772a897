import type { LeadCardFragment } from '../graphql/generated';
import { useText } from '../text/language';
import { displayName, mailLink, telegramLink } from './lead';

type Lead = Pick<LeadCardFragment, 'userId' | 'username' | 'firstName' | 'telegramUrl' | 'email'>;

/** The ways to reach a lead, as links, unless they are withheld. */
export function Contact({ lead, withheld }: { lead: Lead; withheld: boolean }) {
  const t = useText().lead;
  const mail = mailLink(lead.email);
  return (
    <span className="contact">
      <Telegram lead={lead} />
      {mail && (
        <a className="button" href={mail} aria-label={`${t.email}: ${displayName(lead)}`}>
          {t.email}
        </a>
      )}
      {!telegramLink(lead.telegramUrl) && !mail && (
        <span className="muted">{withheld ? t.contactHidden : t.noContact}</span>
      )}
    </span>
  );
}

/** The link to a lead's Telegram chat, if there is one. */
export function Telegram({ lead }: { lead: Lead }) {
  const t = useText().lead;
  const telegram = telegramLink(lead.telegramUrl);
  return telegram ? (
    <a
      className="button primary"
      href={telegram}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={`${t.telegram}: ${displayName(lead)}`}
    >
      {t.telegram}
    </a>
  ) : null;
}
