import { describe, expect, it } from 'vitest';
import { spaced } from './names';

describe('spaced', () => {
  it.each([
    ['lesson_link_clicked', 'lesson link clicked'],
    ['payment', 'payment'],
    ['_', '_'],
  ])('of %s', (name, words) => {
    expect(spaced(name)).toBe(words);
  });
});
