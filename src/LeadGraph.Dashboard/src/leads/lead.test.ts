import { describe, expect, it } from 'vitest';
import { displayName, mailLink, telegramLink } from './lead';

describe('displayName', () => {
  it.each([
    [{ userId: '7', firstName: 'Анна', username: 'anna' }, 'Анна'],
    [{ userId: '7', firstName: null, username: 'anna' }, 'anna'],
    [{ userId: '7', firstName: ' ', username: '' }, '7'],
    [{ userId: '5000000007', firstName: null, username: null }, '5000000007'],
  ])('%o', (lead, name) => {
    expect(displayName(lead)).toBe(name);
  });
});

describe('telegramLink', () => {
  it('takes a chat', () => {
    expect(telegramLink('https://t.me/anna_1')).toBe('https://t.me/anna_1');
  });

  it.each([null, 'javascript:alert(1)', 'https://t.me/anna\n', 'https://t.me.evil.example/anna', 'http://t.me/anna'])(
    'refuses %j',
    (url) => {
      expect(telegramLink(url)).toBeNull();
    },
  );
});

describe('mailLink', () => {
  it.each([
    ['anna@example.com', 'mailto:anna@example.com'],
    ['a?subject=x&body=y@example.com', 'mailto:a%3Fsubject%3Dx%26body%3Dy@example.com'],
    ['анна@пример.рф', 'mailto:%D0%B0%D0%BD%D0%BD%D0%B0@%D0%BF%D1%80%D0%B8%D0%BC%D0%B5%D1%80.%D1%80%D1%84'],
  ])('of %s', (email, link) => {
    expect(mailLink(email)).toBe(link);
  });

  it.each([null, '', 'N/A', 'a@b', 'two@at@example.com', 'a b@example.com', '<b>@example.com'])(
    'none of %j',
    (email) => {
      expect(mailLink(email)).toBeNull();
    },
  );
});
