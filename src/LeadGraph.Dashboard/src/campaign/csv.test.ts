import { describe, expect, it } from 'vitest';
import { parseCsv, unguarded } from './csv';

describe('parseCsv', () => {
  it.each<[string, string[][]]>([
    ['', []],
    ['a,b\r\n1,2\r\n', [['a', 'b'], ['1', '2']]],
    ['a,b\n1,2', [['a', 'b'], ['1', '2']]],
    ['a,,\r\n', [['a', '', '']]],
    ['a,', [['a', '']]],
    ['"x, ""y""\r\nz",2\r\n', [['x, "y"\r\nz', '2']]],
    ['"",b\r\n', [['', 'b']]],
    ['Анна,🔥\r\n', [['Анна', '🔥']]],
  ])('%j', (text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });

  it('reads a hundred thousand rows at once', () => {
    expect(parseCsv('1,"a ""b""",c\r\n'.repeat(100_000))).toHaveLength(100_000);
  });
});

describe('unguarded', () => {
  it.each([
    ["'@anna", '@anna'],
    ["'=1", '=1'],
    ["' \u200B＝1", ' \u200B＝1'],
    ["'\u2800\uFE0F\u3164\u034F=1", '\u2800\uFE0F\u3164\u034F=1'],
    ["'\u{E0100}@anna", '\u{E0100}@anna'],
    ["'\ntext", '\ntext'],
    ["'\u2028=1", "'\u2028=1"],
    ["'quoted'", "'quoted'"],
    ['anna', 'anna'],
    ['', ''],
  ])('%j', (cell, text) => {
    expect(unguarded(cell)).toBe(text);
  });
});
