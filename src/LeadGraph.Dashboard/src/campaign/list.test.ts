import { describe, expect, it } from 'vitest';
import { checked, usernamesOf } from './list';

const csv = [
  'user_id,username,first_name',
  '1,anna_1,Анна',
  "2,'@bobby,Bob",
  '3,N/A,',
  "4,'=evil,x",
  '5,"a,b",x',
  '6,anna_1,again',
  '7,abc,short',
  '',
].join('\r\n');

describe('checked', () => {
  const whole = { 'x-total-count': '7', 'content-disposition': 'attachment; filename=leads-hot-20250910T150000Z.csv' };

  it('takes a whole list, with the name that the service gave it', () => {
    expect(checked(csv, new Headers(whole))).toEqual({ fileName: 'leads-hot-20250910T150000Z.csv', csv, leads: 7 });
  });

  it('refuses one that is cut off', () => {
    expect(() => checked(csv.slice(0, 50), new Headers(whole))).toThrow('2 of 7 leads arrived');
  });

  it('refuses one of which nobody said how long it should be', () => {
    expect(() => checked(csv, new Headers())).toThrow('not whole');
  });
});

describe('usernamesOf', () => {
  it('takes what can be a Telegram name, each once', () => {
    expect(usernamesOf(csv)).toEqual(['@anna_1', '@bobby']);
  });

  it('finds none in an empty list', () => {
    expect(usernamesOf('user_id,username\r\n')).toEqual([]);
    expect(usernamesOf('')).toEqual([]);
  });
});
