const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** What each encoding that says so begins with. */
const MARKS = [
  { bytes: Buffer.from([0xff, 0xfe]), decoder: new TextDecoder('utf-16le') },
  { bytes: Buffer.from([0xfe, 0xff]), decoder: new TextDecoder('utf-16be') },
] as const;

/**
 * The text of a file that another program may have written, without the mark of its encoding: UTF-8, UTF-16 where it says so, and where it
 * is neither, Windows-1252, in which all bytes are letters.
 */
export function decodeText(file: Uint8Array): string {
  const marked = MARKS.find(({ bytes }) => bytes.equals(file.subarray(0, bytes.length)));
  if (marked !== undefined) return marked.decoder.decode(file);
  try {
    return UTF8.decode(file);
  } catch {
    return new TextDecoder('windows-1252').decode(file);
  }
}
