/** Framings whose events can be counted. */
export type Countable = 'sse' | 'ndjson';

/** How a stream ended: with what its provider ended it, or with an error after a part of it was shown. */
export type StreamEnd = 'complete' | 'broken';

export type Numbering = {
  /** The events that are whole now, each with its number. */
  readonly feed: (bytes: Uint8Array) => readonly Uint8Array[];
  /** What was left, and a last event that says how the stream ended. A connection that ends without it was lost. */
  readonly close: (end: StreamEnd) => readonly Uint8Array[];
};

const BLANK = /\r\n(?:\r\n|\n|\r)|\n(?:\r\n|\n|\r)|\r(?:\n\r\n|\r)/g;
/** What a provider calls its events would be taken for what we call them. */
const FOREIGN_ID = /^id(?::[^\r\n]*)?(?:\r\n|\n|\r)/gm;

/**
 * Numbers events from 1 on: server-sent ones say so (`id: <stream>.<number>`), those of one line each are counted, empty lines left
 * out. Bytes stay as they are but for that.
 */
export function numbering(framing: Countable, stream: string): Numbering {
  let last = 0;
  // As Latin-1, where every byte is one character: nothing is lost, whatever came.
  let rest = '';

  const numbered = (event: string): Uint8Array => {
    last += 1;
    if (framing === 'ndjson') return Buffer.from(event, 'latin1');
    const own = /(?:^|[\r\n])id/.test(event) ? event.replace(FOREIGN_ID, '') : event;
    return Buffer.from(`id: ${stream}.${last}\n${own}`, 'latin1');
  };

  const cut = (text: string): readonly Uint8Array[] => {
    const events: Uint8Array[] = [];
    let at = 0;
    for (;;) {
      while (text[at] === '\n' || text[at] === '\r') at += 1;
      const end = framing === 'sse' ? endOfEvent(text, at) : text.indexOf('\n', at) + 1;
      if (end === 0) break;
      events.push(numbered(text.slice(at, end)));
      at = end;
    }
    rest = text.slice(at);
    return events;
  };

  return {
    feed: (bytes) => cut(rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')),
    close: (end) => {
      const left = rest === '' ? '' : `${rest}${framing === 'sse' ? '\n\n' : '\n'}`;
      return cut(left + (framing === 'sse' ? `: x-failsoft-end=${end}\n\n` : `{"x-failsoft-end":"${end}"}\n`));
    },
  };
}

/** Behind the next blank line; 0 when there is none. */
function endOfEvent(text: string, from: number): number {
  BLANK.lastIndex = from;
  const found = BLANK.exec(text);
  return found === null ? 0 : found.index + found[0].length;
}
