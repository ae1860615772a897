import { describe, expect, it } from 'vitest';
import { parseCsv, separatorOf } from './csv';

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

describe('separatorOf', () => {
  it.each([
    ['en-US', ','],
    ['en-GB', ','],
    ['ru-RU', ';'],
    ['de-DE', ';'],
    ['es-ES', ';'],
  ])('%s', (language, separator) => {
    expect(separatorOf(language)).toBe(separator);
  });
});
