const quote = 0x22;
const lineFeed = 0x0a;

/** Counts the records of a CSV file while its bytes arrive, so that nobody needs to hold it all. */
export class RecordCounter {
  private isQuoted = false;
  private isOpen = false;
  private ended = 0;

  /** How many records have ended, the header among them. */
  get records(): number {
    return this.ended;
  }

  /** Whether what came so far breaks off within a record. */
  get isWithinRecord(): boolean {
    return this.isOpen;
  }

  add(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.isOpen = true;
      if (byte === quote) {
        // A doubled quote ends the quoting and begins it again.
        this.isQuoted = !this.isQuoted;
      } else if (byte === lineFeed && !this.isQuoted) {
        this.ended++;
        this.isOpen = false;
      }
    }
  }
}

/** Where in the text the last whole record ends; 0 where there is none. */
export function endOfLastRecord(text: string): number {
  let end = 0;
  let isQuoted = false;
  for (const { 0: mark, index } of text.matchAll(/["\n]/g)) {
    if (mark === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted) {
      end = index + 1;
    }
  }
  return end;
}
