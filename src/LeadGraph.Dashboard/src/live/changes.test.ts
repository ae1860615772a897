import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { ru } from '../text/ru';
import { reconnectDelay, withChange, type Notice, type TierChange } from './changes';

function change(userId: string, part: Partial<TierChange> = {}): TierChange {
  return {
    cursor: null,
    userId,
    previous: 'WARM',
    current: 'HOT',
    changedAt: '2025-09-10T15:00:00.000Z',
    removed: false,
    userActivity: { firstName: 'Анна', username: null },
    ...part,
  };
}

describe('withChange', () => {
  it.each<[Partial<TierChange>, string]>([
    [{}, 'moved up from 🟡 Warm to 🔥 Hot'],
    [{ previous: 'HOT', current: 'COLD' }, 'moved down from 🔥 Hot to ❄️ Cold'],
    [{ previous: null, current: 'COOL' }, 'is new, and 🔵 Cool'],
    [{ current: 'COLD', removed: true }, 'is no longer registered'],
  ])('tells of %o', (part, text) => {
    const [notice] = withChange([], change('7', part), 1);
    expect(notice).toMatchObject({ id: 1, userId: '7', name: 'Анна' });
    expect(notice?.text(en)).toBe(text);
  });

  it('tells in the language of the page', () => {
    expect(withChange([], change('7'), 1)[0]?.text(ru)).toBe('теплеет: 🟡 Тёплый → 🔥 Горячий');
  });

  it('calls a lead by its id where nothing else is known', () => {
    expect(withChange([], change('7', { userActivity: null }), 1)[0]?.name).toBe('7');
  });

  it('keeps the newest three, one for each lead', () => {
    const notices = [1, 2, 3, 2, 4].reduce<Notice[]>((all, user, id) => withChange(all, change(String(user)), id), []);
    expect(notices.map((notice) => [notice.userId, notice.id])).toEqual([
      ['4', 4],
      ['2', 3],
      ['3', 2],
    ]);
  });
});

describe('reconnectDelay', () => {
  it('grows to a bound, and differs between pages', () => {
    expect(reconnectDelay(0, 0)).toBe(500);
    expect(reconnectDelay(0, 1)).toBe(1_000);
    expect(reconnectDelay(2, 0.5)).toBe(3_000);
    expect(reconnectDelay(50, 1)).toBe(15_000);
  });
});
