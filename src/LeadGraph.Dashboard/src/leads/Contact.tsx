import type { LeadCardFragment } from '../graphql/generated';
import { displayName, mailLink, telegramLink } from './lead';

type Lead = Pick<LeadCardFragment, 'userId' | 'username' | 'firstName' | 'telegramUrl' | 'email'>;

/** The ways to reach a lead, as links, unless they are withheld. */
export function Contact({ lead, withheld }: { lead: Lead; withheld: boolean }) {
  const telegram = telegramLink(lead.telegramUrl);
  const mail = mailLink(lead.email);
  const name = displayName(lead);
  return (
    <span className="contact">
      {telegram && (
        <a
          className="button primary"
          href={telegram}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={`Telegram: ${name}`}
        >
          Telegram
        </a>
      )}
      {mail && (
        <a className="button" href={mail} aria-label={`Email: ${name}`}>
          Email
        </a>
      )}
      {!telegram && !mail && <span className="muted">{withheld ? 'Contact hidden' : 'No way to reach'}</span>}
    </span>
  );
}
