/** How the events of a stream are told apart: blocks of lines with a blank one behind, or one line each. */
export type Framing = 'sse' | 'ndjson';

/** One event as it came. */
export type Arrived = {
  /** Where it stands in the stream, from 1 on; null when the gateway does not number them. */
  readonly number: number | null;
  readonly event: string;
  readonly data: string;
  /** Set in the last one, which is the gateway's own: how the stream ended. */
  readonly end: 'complete' | 'broken' | null;
};

/**
 * Cuts the bytes of one connection into events; an event that is not whole is none. `seen`: how many came before on other
 * connections. Events of one line each say no number, and are counted.
 */
export function splitEvents(framing: Framing, seen: number): (bytes: Uint8Array) => readonly Arrived[] {
  const decoder = new TextDecoder();
  const mark = framing === 'sse' ? '\n\n' : '\n';
  let rest = '';
  let count = seen;
  return (bytes) => {
    const text = rest + decoder.decode(bytes, { stream: true });
    // A CR at the end may be half an end of a line.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const held = text.slice(whole.length);
    const plain = whole.includes('\r') ? whole.replace(/\r\n?/g, '\n') : whole;
    const events: Arrived[] = [];
    let from = 0;
    for (let at = plain.indexOf(mark); at >= 0; at = plain.indexOf(mark, from)) {
      const block = plain.slice(from, at);
      from = at + mark.length;
      if (block.trim() === '') continue;
      count += 1;
      events.push(framing === 'sse' ? parseBlock(block) : parseLine(block, count));
    }
    rest = plain.slice(from) + held;
    return events;
  };
}

/** The gateway's own event that an answer begins anew; where events have no names, it is a line like no other of the dialect. */
export const RESTART = 'failsoft.restart';
const RESTART_LINE = /^\{"x-failsoft-restart":(\{.*\})\}$/;
const END_LINE = /^\{"x-failsoft-end":"(complete|broken)"\}$/;
const END_COMMENT = ': x-failsoft-end=';

function parseLine(line: string, number: number): Arrived {
  const [, restart] = RESTART_LINE.exec(line) ?? [];
  if (restart !== undefined) return { number, event: RESTART, data: restart, end: null };
  const [, end] = END_LINE.exec(line) ?? [];
  return { number, event: '', data: end === undefined ? line : '', end: endOf(end) };
}

function parseBlock(block: string): Arrived {
  let number: number | null = null;
  let event = '';
  let end: Arrived['end'] = null;
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    switch (colon < 0 ? line : line.slice(0, colon)) {
      case 'id':
        number = Number(/^[\w-]+\.(\d+)$/.exec(value)?.[1] ?? Number.NaN);
        break;
      case 'event':
        event = value;
        break;
      case 'data':
        data.push(value);
        break;
      case '':
        if (line.startsWith(END_COMMENT)) end = endOf(line.slice(END_COMMENT.length));
        break;
      default:
        break;
    }
  }
  return { number: Number.isNaN(number) ? null : number, event, data: data.join('\n'), end };
}

function endOf(word: string | undefined): Arrived['end'] {
  return word === 'complete' || word === 'broken' ? word : null;
}
