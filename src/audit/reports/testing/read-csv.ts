/** A reader of RFC 4180, strict: what does not follow it is an error. */
export function readCsv(text: string): readonly (readonly string[])[] {
  if (!text.startsWith('\uFEFF')) throw new Error('no byte order mark');
  const rows: string[][] = [];
  let at = 1;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const [whole = '', quoted, plain] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|\r\n)/.exec(text.slice(at)) ?? [];
      if (quoted === undefined && plain === undefined) throw new Error(`not RFC 4180 at ${at}`);
      row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
      at += whole.length;
      if (text[at] !== ',') break;
      at += 1;
    }
    at += 2;
    rows.push(row);
  }
  return rows;
}

/** A table by the names of its columns. */
export function tableOf(text: string): readonly Readonly<Record<string, string>>[] {
  const [head = [], ...rows] = readCsv(text);
  return rows.map((row) => {
    if (row.length !== head.length) throw new Error(`${row.length} cells, and ${head.length} columns`);
    return Object.fromEntries(head.map((name, at) => [name, row[at] ?? '']));
  });
}
