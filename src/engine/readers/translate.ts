import type { Tool } from '../../model/conversation.ts';
import { Fault } from '../../model/fault.ts';
import { gather, tell } from '../../model/gather.ts';
import type { Doing, Reply, ReplyEvent, Usage } from '../../model/reply.ts';
import { parseData, renderFrames, splitFrames } from '../../protocols/frame.ts';
import { doingIn } from '../../protocols/glance.ts';
import { flattened } from '../../protocols/lists.ts';
import type {
  CallerProtocol,
  Frame,
  ProviderProtocol,
  Resumed,
  StreamOptions,
  Weight,
} from '../../protocols/protocol.ts';
import { arePings, broken, heavier, noContent, NOTHING, type Reader, type Reading } from './reader.ts';
import { parseWhole, wholeReader } from './relay.ts';
import { wholeCalls } from './whole-calls.ts';

/** What an answer goes through between two dialects: an event and what becomes of it. One per answer; it may remember. */
export type Change = (event: ReplyEvent) => readonly ReplyEvent[];

type StreamManner = {
  readonly changes: readonly Change[];
  /** It goes on with words that another one has said. */
  readonly goesOn?: boolean;
  /** How large one event may be. */
  readonly bytesMax?: number;
};

/** A stream in the provider's protocol, told to the caller in its own. */
export function translateStream(
  from: ProviderProtocol,
  to: CallerProtocol,
  options: StreamOptions & StreamManner,
): Reader {
  const splitter = splitFrames(from.framing, options.bytesMax);
  const parse = from.parseStream();
  const render = to.renderStream(options);
  // As long as nothing but thoughts were shown, another attempt may go on behind them: the caller's dialect knows what it needs.
  const shown = to.watch?.(options.after) ?? null;
  // Behind words, even an end without any more of them is an answer.
  const { goesOn = false } = options;
  let hard = goesOn;
  let held = false;
  const change = changed([...options.changes, wholeCalls()], () => (held = true));
  const offset = options.after?.nextPart ?? 0;
  let usage: Usage | null = null;
  let nextPart = offset;
  let openPart = options.after?.openPart ?? -1;
  let over = false;
  let said = '';
  let doing: Doing | null = null;
  let refused = false;

  let begun = options.after !== null && options.after.unbegun !== true;
  const bytesOf = (frames: readonly Frame[]): readonly Uint8Array[] => {
    if (frames.length === 0) return [];
    begun = true;
    return [renderFrames(frames, to.framing)];
  };

  const read = (events: readonly ReplyEvent[]): Reading => {
    const out: Frame[] = [];
    let weight: Weight = 'none';
    held = false;
    for (const event of change === null ? events : flattened(events, change)) {
      if (event.type === 'fault') return { out: bytesOf(out), weight, end: false, fault: event.fault };
      if (event.type === 'usage') ({ usage } = event);
      if ('part' in event) {
        openPart = offset + event.part;
        nextPart = openPart + 1;
      }
      refused ||= isRefusal(event);
      weight = heavier(weight, weightOf(event));
      hard ||= weight === 'hard';
      // The end of an answer that says nothing is not told, see relay.ts.
      if (event.type === 'end' && !hard) {
        const last = bytesOf([...render(event), ...render(null)]);
        return { out: bytesOf(out), weight, end: false, fault: noContent(), last };
      }
      const frames = render(event);
      if (!hard) for (const frame of frames) shown?.see(frame);
      out.push(...frames);
      if (event.type === 'end') {
        over = true;
        out.push(...render(null));
        return { out: bytesOf(out), weight: goesOn ? 'hard' : weight, end: true, fault: null };
      }
    }
    // What is held back is content, and can still be taken back.
    return { out: bytesOf(out), weight, end: false, fault: null, doing, held };
  };

  const eventsOf = (frame: Frame): readonly ReplyEvent[] => {
    const events = parse(frame);
    // What is held back counts, too.
    for (const event of events) said += wordsOf(event);
    const last = events.at(-1);
    // That a silent thought begins is said by the frame alone.
    doing = last === undefined ? (doingIn(frame.data, 'none') ?? doing) : (doingBy(last) ?? doing);
    return events;
  };

  return {
    feed: (chunk) => {
      if (over) return NOTHING;
      said = '';
      try {
        const frames = splitter.feed(chunk);
        if (frames.length === 0) return NOTHING;
        const events = flattened(frames, eventsOf);
        return events.length === 0 && arePings(frames) ? PING : read(events);
      } catch (error) {
        return broken(Fault.from(error));
      }
    },
    close: () => {
      try {
        const rest = splitter.rest();
        const reading = read([...(rest === null || !isWhole(rest) ? [] : parse(rest)), ...parse(null)]);
        return reading.end || reading.fault !== null
          ? reading
          : { ...reading, fault: new Fault('cut', 'The answer stopped before its end') };
      } catch (error) {
        return broken(Fault.from(error));
      }
    },
    said: () => said,
    usage: () => usage,
    hasRefused: () => refused,
    resumed: (): Resumed => {
      const told = shown?.resumed().told;
      return { nextPart, openPart, ...(told !== undefined && { told }), ...(!begun && { unbegun: true }) };
    },
  };
}

const PING: Reading = { ...NOTHING, ping: true };

/** Several changes as one, in their order; null for none. `onHeld` is told when content does not come out at once. */
function changed(changes: readonly Change[], onHeld: () => void): Change | null {
  const [first, ...others] = changes;
  if (first === undefined) return null;
  const all = others.reduce<Change>((before, next) => (event) => flattened(before(event), next), first);
  return (event) => {
    const passed = all(event);
    if (passed.length === 0 && weightOf(event) === 'hard') onHeld();
    return passed;
  };
}

/** Is a last event without its blank line complete, or was it cut off? */
function isWhole(frame: Frame): boolean {
  if (frame.data === '[DONE]') return true;
  try {
    parseData(frame);
    return true;
  } catch {
    return false;
  }
}

function isRefusal(event: ReplyEvent): boolean {
  return event.type === 'refusal' || (event.type === 'end' && event.stop === 'refused');
}

/** See Weight in protocols/protocol.ts. */
function weightOf(event: ReplyEvent): Weight {
  switch (event.type) {
    case 'text':
    case 'refusal':
      return event.text === '' ? 'none' : 'hard';
    case 'citation':
    case 'tool-call':
    case 'tool-input':
      return 'hard';
    case 'thinking':
    case 'signature':
    case 'sealed-thinking':
      return 'soft';
    case 'end':
      return event.stop === 'done' ? 'none' : 'hard';
    case 'start':
    case 'usage':
    case 'fault':
      return 'none';
  }
}

function doingBy({ type }: ReplyEvent): Doing | null {
  switch (type) {
    case 'text':
    case 'refusal':
    case 'citation':
      return 'text';
    case 'thinking':
    case 'signature':
    case 'sealed-thinking':
      return 'thinking';
    case 'tool-call':
    case 'tool-input':
      return 'call';
    case 'start':
    case 'usage':
    case 'end':
    case 'fault':
      return null;
  }
}

function wordsOf(event: ReplyEvent): string {
  if (event.type === 'tool-input') return event.json;
  return event.type === 'text' || event.type === 'thinking' || event.type === 'refusal' ? event.text : '';
}

export type WholeOptions = {
  /** The name that the caller asked for. */
  readonly model: string;
  /** The id of an answer that comes without one. */
  readonly id: string;
  readonly changes: readonly Change[];
  /** What an answer goes through, too, that is more than words: thoughts, calls. */
  readonly closing: (() => Change) | null;
  /** The tools that the caller offered. */
  readonly tools: readonly Tool[];
  readonly bytesMax: number;
};

/** A whole answer in the provider's protocol, told to the caller in its own. */
export function translateWhole(
  from: ProviderProtocol,
  to: CallerProtocol,
  { model, id, changes, closing, tools, bytesMax }: WholeOptions,
): Reader {
  let usage: Usage | null = null;
  let refused = false;
  const reader = wholeReader(
    bytesMax,
    () => usage,
    (bytes) => {
      const said = from.parseResponse(parseWhole(bytes));
      const isMore = closing !== null && said.parts.some(({ type }) => type !== 'text');
      const change = changed(isMore ? [...changes, closing()] : changes, () => {});
      const reply = change === null ? said : gather(tell(said).flatMap(change));
      ({ usage } = reply);
      refused = reply.stop === 'refused' || reply.parts.some(({ type }) => type === 'refusal');
      const out = Buffer.from(
        JSON.stringify(to.renderResponse({ ...reply, id: reply.id === '' ? id : reply.id, model }, tools)),
      );
      return { out: [out], weight: isEmpty(reply) ? 'none' : 'hard', end: true, fault: null };
    },
  );
  return { ...reader, hasRefused: () => refused };
}

function isEmpty({ parts, stop }: Reply): boolean {
  if (stop !== 'done') return false;
  return parts.every((part) => {
    switch (part.type) {
      case 'text':
      case 'refusal':
        return part.text === '';
      case 'thinking':
      case 'sealed-thinking':
        return true;
      case 'media':
      case 'tool-call':
      case 'tool-result':
        return false;
    }
  });
}
