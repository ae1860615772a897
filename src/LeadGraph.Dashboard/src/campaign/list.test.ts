import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { CampaignListError, firstCellsOf, receive, usernamesOf } from './list';

const csv = [
  'user_id,username,first_name',
  '1,anna_1,Анна',
  '2,bobby,Bob',
  '3,N/A,',
  "4,'=evil,x",
  '5,"a,b",x',
  '6,anna_1,again',
  '7,abc,short',
  '',
].join('\r\n');

const toldIn = (problem: unknown) => problem instanceof CampaignListError && problem.told(en);

describe('receive', () => {
  const headers = { 'x-total-count': '7', 'content-disposition': 'attachment; filename=leads-hot-20250910T150000Z.csv' };

  it('takes a whole list, with the name that the service gave it', async () => {
    const parts: number[] = [];
    const list = await receive(new Response(csv, { headers }), (part) => parts.push(part));
    expect(list.fileName).toBe('leads-hot-20250910T150000Z.csv');
    expect(list.leads).toBe(7);
    expect(await list.file.text()).toBe(csv);
    expect(parts.at(-1)).toBe(1);
  });

  it.each([
    ['within a record', csv.slice(0, 50), 'of 7 leads arrived'],
    ['between records', csv.slice(0, csv.indexOf('3,N/A')), '2 of 7 leads arrived'],
    ['before the header', '', '0 of 7 leads arrived'],
    ['within the last record', csv.slice(0, -2), '6 of 7 leads arrived'],
  ])('refuses one that is cut off %s', async (_, part, message) => {
    const told = await receive(new Response(part, { headers }), () => undefined).catch(toldIn);
    expect(told).toContain(message);
  });

  it('refuses one of which nobody said how long it should be', async () => {
    expect(await receive(new Response(csv), () => undefined).catch(toldIn)).toContain('not whole');
  });

  it('takes one that is empty because nobody matches', async () => {
    const nobody = new Response('user_id\r\n', { headers: { 'x-total-count': '0' } });
    expect((await receive(nobody, () => undefined)).leads).toBe(0);
  });
});

describe('usernamesOf', () => {
  it('takes the names of the links, each once', async () => {
    const links = 'telegram_url\r\nhttps://t.me/anna_1\r\n\r\nhttps://t.me/bobby\r\nhttps://t.me/anna_1\r\n';
    expect(await usernamesOf(new Blob([links]))).toEqual(['@anna_1', '@bobby']);
  });

  it('finds none in an empty list', async () => {
    expect(await usernamesOf(new Blob(['telegram_url\r\n']))).toEqual([]);
    expect(await usernamesOf(new Blob([]))).toEqual([]);
  });
});

describe('firstCellsOf', () => {
  it('reads a list that comes in many pieces', async () => {
    const rows = Array.from({ length: 50_000 }, (_, id) => `${id},"a ""b""\r\n🔥"\r\n`);
    const ids = await firstCellsOf(new Blob(['user_id,first_name\r\n', rows.join('')]));
    expect(ids).toHaveLength(50_000);
    expect(ids.at(-1)).toBe('49999');
  });

  it('keeps every digit of an id', async () => {
    expect(await firstCellsOf(new Blob(['user_id\r\n9007199254740993\r\n']))).toEqual(['9007199254740993']);
  });
});
