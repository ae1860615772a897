import { describe, expect, it } from 'vitest';
import { endOfLastRecord, RecordCounter } from './records';

const text = 'a,b\r\n1,"x ""y""\r\nz"\r\n2,Анна 🔥\r\n';

describe('RecordCounter', () => {
  it('counts the same however the bytes are cut', () => {
    const bytes = new TextEncoder().encode(text);
    for (let size = 1; size <= bytes.length; size++) {
      const counter = new RecordCounter();
      for (let start = 0; start < bytes.length; start += size) {
        counter.add(bytes.subarray(start, start + size));
      }
      expect([counter.records, counter.isWithinRecord]).toEqual([3, false]);
    }
  });

  it.each([
    ['', 0, false],
    ['a,b', 0, true],
    ['a,b\r\n1', 1, true],
    ['a,b\r\n"1\r\n', 1, true],
  ])('%j', (part, records, isWithin) => {
    const counter = new RecordCounter();
    counter.add(new TextEncoder().encode(part));
    expect([counter.records, counter.isWithinRecord]).toEqual([records, isWithin]);
  });
});

describe('endOfLastRecord', () => {
  it.each([
    ['', 0],
    ['a,b', 0],
    ['a,b\r\n1,"x\r\n', 5],
    [text, text.length],
  ])('%j', (part, end) => {
    expect(endOfLastRecord(part)).toBe(end);
  });
});
