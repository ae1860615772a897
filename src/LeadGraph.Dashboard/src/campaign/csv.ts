/** Reads CSV with quotes as RFC 4180 has it: commas, line ends and doubled quotes stand freely between quotes. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // Runs of what is neither quote nor separator are taken as a whole; a list may hold a million leads.
  const token = /"((?:[^"]|"")*)"|([^",\r\n]+)|(,)|(\r\n|\n|\r)/g;
  let field = '';
  let begun = false;
  for (const [, quoted, plain, comma] of text.matchAll(token)) {
    if (quoted !== undefined) {
      field += quoted.replaceAll('""', '"');
      begun = true;
    } else if (plain !== undefined) {
      field += plain;
      begun = true;
    } else {
      row.push(field);
      field = '';
      begun = comma !== undefined;
      if (comma === undefined) {
        rows.push(row);
        row = [];
      }
    }
  }
  if (begun || row.length > 0) {
    row.push(field);
    rows.push(row);
  }
  return rows;
}

/** The separator of spreadsheets in a language: a semicolon where the comma is the decimal sign. */
export function separatorOf(language: string | undefined): ',' | ';' {
  const parts = new Intl.NumberFormat(language).formatToParts(1.5);
  return parts.some(({ type, value }) => type === 'decimal' && value === ',') ? ';' : ',';
}
