/** What a lead is called: first name, else username, else the id. Blank ones do not count. */
export function displayName(lead: { userId: string; firstName?: string | null; username?: string | null }): string {
  return present(lead.firstName) ?? present(lead.username) ?? lead.userId;
}

/** The link if it is one to a Telegram chat; the service gives no other, and no other shall ever be opened. */
export function telegramLink(url: string | null): string | null {
  return url !== null && /^https:\/\/t\.me\/[A-Za-z0-9_]{4,32}$/.test(url) ? url : null;
}

/** The link that writes to the address, or null where the text is no address. */
export function mailLink(email: string | null): string | null {
  const parts = /^([^\s@"<>\\]+)@([^\s@"<>\\/?#]+\.[^\s@"<>\\/?#]+)$/.exec(email ?? '');
  return parts?.[1] && parts[2] ? `mailto:${encodeURIComponent(parts[1])}@${encodeURIComponent(parts[2])}` : null;
}

/** The text, or null where there is none to be seen. */
export function present(text: string | null | undefined): string | null {
  return text?.trim() ? text : null;
}
