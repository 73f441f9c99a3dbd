import { at, isObject, type Json, type JsonObject } from '../../../model/json.ts';

/** What a careful caller understood, and everything in it that is against the rules of its dialect. It grows while it reads. */
export type Ear = {
  text: string;
  thinking: string;
  /** What the thoughts were signed with, where one signature was seen. */
  signature: string;
  readonly calls: { readonly id: string; name: string; input: string }[];
  stop: string;
  /** A success was said to be complete. */
  complete: boolean;
  error: string | null;
  /** Who answered and how, where it stands behind the answer. */
  servedBy: string;
  mode: string;
  /** The words that it was told to let go of, because an answer from the beginning came behind them. */
  readonly dropped: string[];
  readonly offences: string[];
};

export function newEar(): Ear {
  return {
    text: '',
    thinking: '',
    signature: '',
    calls: [],
    stop: '',
    complete: false,
    error: null,
    servedBy: '',
    mode: '',
    dropped: [],
    offences: [],
  };
}

/** All that was heard until now counts no more. */
export function letGo(ear: Ear): void {
  ear.dropped.push(ear.text);
  ear.calls.length = 0;
  Object.assign(ear, { text: '', thinking: '', signature: '', stop: '' });
}

export type StreamEvent = { readonly event: string; readonly data: string; readonly comment: string };

/** Hears one event of a stream after the other. */
export type Hearing = (event: StreamEvent) => void;

/** The events in server-sent bytes, by the rules of the HTML standard. What is left at the end is no event. */
export function eventsIn(text: string): { readonly events: readonly StreamEvent[]; readonly rest: string } {
  const events: StreamEvent[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const rest = lines.pop() ?? '';
  let event = '';
  let data: string[] = [];
  let open = false;
  for (const line of lines) {
    if (line === '') {
      if (data.length > 0) events.push({ event, data: data.join('\n'), comment: '' });
      event = '';
      data = [];
      open = false;
      continue;
    }
    if (line.startsWith(':')) {
      events.push({ event: '', data: '', comment: line.slice(1).trim() });
      continue;
    }
    open = true;
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    if (name === 'event') event = value;
  }
  return { events, rest: open ? `${event}${data.join('\n')}${rest}` : rest };
}

export function objectIn(text: string): JsonObject | null {
  try {
    const value: Json = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The place of a field that has to be there as a number. */
export function numberIn(value: Json | undefined, ...path: readonly string[]): number {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : Number.NaN;
}
