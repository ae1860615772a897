import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { CampaignListError, firstCellsOf, linesOf, receive, usernamesOf } from './list';

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
    const list = await receive(new Response(csv, { headers }), 'csv', (part) => parts.push(part));
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
    const told = await receive(new Response(part, { headers }), 'csv', () => undefined).catch(toldIn);
    expect(told).toContain(message);
  });

  it('refuses one of which nobody said how long it should be', async () => {
    expect(await receive(new Response(csv), 'csv', () => undefined).catch(toldIn)).toContain('not whole');
  });

  it('takes one that is empty because nobody matches', async () => {
    const nobody = new Response('user_id\r\n', { headers: { 'x-total-count': '0' } });
    expect((await receive(nobody, 'csv', () => undefined)).leads).toBe(0);
  });
});

describe('receive, of other forms', () => {
  const headers = { 'x-total-count': '2' };

  it('counts an id on each line', async () => {
    expect((await receive(new Response('7\n9007199254740993\n', { headers }), 'lines', () => undefined)).leads).toBe(2);
    const told = await receive(new Response('7\n90071', { headers }), 'lines', () => undefined).catch(toldIn);
    expect(told).toContain('1 of 2 leads arrived');
  });

  it('takes a workbook as it comes, by its whole name', async () => {
    const disposition =
      "attachment; filename=campaign-1-____.xlsx; filename*=UTF-8''campaign-1-%D0%B0%20%22%D0%B1%22.xlsx";
    const response = new Response('PK', { headers: { ...headers, 'content-disposition': disposition } });
    const list = await receive(response, 'workbook', () => undefined);
    expect(list).toMatchObject({ leads: 2, fileName: 'campaign-1-а "б".xlsx' });
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

describe('linesOf', () => {
  it('has the lines of a list, without what ends the last', async () => {
    expect(await linesOf(new Blob(['7\n9007199254740993\n']))).toEqual(['7', '9007199254740993']);
    expect(await linesOf(new Blob([]))).toEqual([]);
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
