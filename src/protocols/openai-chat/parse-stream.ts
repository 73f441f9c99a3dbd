import { Fault } from '../../model/fault.ts';
import { parseInput } from '../../model/gather.ts';
import { at, isObject, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import type { ReplyEvent, StopReason, Usage } from '../../model/reply.ts';
import { parseData } from '../frame.ts';
import type { Feed, Frame } from '../protocol.ts';
import { isError, parseErrorEvent } from './error.ts';
import { checkChoice, stopWith, textIn, thinkingIn } from './response.ts';
import { parseStop, parseUsage } from './terms.ts';

/**
 * Reads the chunks of Chat Completions. The end is said at `[DONE]`, or when the stream ends after the reason to stop was
 * told; a stream that ends otherwise was cut.
 */
export function parseStream(): Feed<Frame, ReplyEvent> {
  const read = readChunks();
  let over = false;
  return (frame) => {
    if (over) return [];
    let events: readonly ReplyEvent[];
    try {
      events = read(frame);
    } catch (error) {
      events = [{ type: 'fault', fault: Fault.from(error) }];
    }
    const last = events.at(-1);
    over = frame === null || last?.type === 'end' || last?.type === 'fault';
    return events;
  };
}

function readChunks(): Feed<Frame, ReplyEvent> {
  const parts = readParts();
  let started = false;
  let stop: StopReason | null = null;
  let usage: Usage | null = null;
  let refused = false;

  const end = (): readonly ReplyEvent[] => {
    const reason = refused ? 'refused' : stopWith(stop ?? 'done', parts.called());
    // Half a call must not pass for one. Where a limit or a refusal ended the answer it is to be expected, and the reason says so.
    if (reason === 'tool-call') parts.check();
    return [
      ...parts.close(),
      ...(usage === null ? [] : [{ type: 'usage', usage } as const]),
      { type: 'end', stop: reason, stopSequence: '' },
    ];
  };

  return (frame) => {
    if (frame === null) {
      return stop === null ? [{ type: 'fault', fault: new Fault('cut', 'The answer stopped before its end') }] : end();
    }
    if (frame.data === '') return [];
    if (frame.data.trim() === '[DONE]') {
      if (!started) throw new Fault('empty', 'The answer ends without having begun');
      return end();
    }
    const data = parseData(frame);
    if (isError(data) || frame.event === 'error') throw parseErrorEvent(data);
    const choice = at(data, 'choices', 0);
    const found = parseUsage(at(data, 'usage')) ?? parseUsage(at(data, 'x_groq', 'usage'));
    if (choice === undefined && found === null && !Array.isArray(at(data, 'choices'))) return unknown(data);
    usage = found ?? usage;
    const events: ReplyEvent[] = [];
    // Azure begins with a chunk without a choice, and that one has neither id nor model.
    if (choice === undefined) return events;
    if (!started) events.push({ type: 'start', id: textAt(data, 'id'), model: textAt(data, 'model') });
    started = true;
    // Other choices than the first were not asked for.
    if (numberAt(choice, 'index') !== 0) return events;
    checkChoice(choice);
    const said = parts.delta(at(choice, 'delta'));
    if (stop !== null && said.length > 0) throw new Fault('garbled', 'The answer goes on after its end');
    events.push(...said);
    refused ||= textAt(choice, 'delta', 'refusal') !== '';
    const reason = textAt(choice, 'finish_reason');
    if (reason !== '') stop ??= parseStop(reason);
    return events;
  };
}

/** An event that is no chunk: something of the server's own, unless it is another dialect altogether. */
function unknown(data: Json): readonly ReplyEvent[] {
  if (isObject(data) && ('object' in data || textAt(data, 'type').startsWith('ping') || Object.keys(data).length === 0))
    return [];
  throw new Fault('garbled', 'An event of the stream is no chunk of an answer');
}

type Call = { readonly index: number; readonly id: string; readonly name: string; readonly json: string };

type Parts = {
  readonly delta: (delta: Json | undefined) => readonly ReplyEvent[];
  readonly close: () => readonly ReplyEvent[];
  readonly called: () => boolean;
  /** Throws `garbled` when the input of a call is not there as a whole. */
  readonly check: () => void;
};

type Spoken = 'text' | 'thinking' | 'refusal';

/**
 * The parts of one answer, numbered by us. Calls are told one after the other, as they come: a call that begins before the
 * one in front of it has all of its input waits until then.
 */
function readParts(): Parts {
  const calls = new Map<number, Call>();
  /** Calls that were not told yet, in order of appearance. The first of `told` is the one that is being told. */
  const waiting: number[] = [];
  let nextPart = 0;
  let open: { readonly kind: Spoken | 'tool'; readonly part: number; readonly call: number } | null = null;

  const enter = (kind: Spoken | 'tool', call: number): number => {
    open = { kind, part: nextPart, call };
    nextPart += 1;
    return open.part;
  };

  const speak = (kind: Spoken, text: string): readonly ReplyEvent[] => {
    if (text === '') return [];
    const before = open?.kind === 'tool' ? close() : [];
    const part = open?.kind === kind ? open.part : enter(kind, -1);
    return [...before, { type: kind, part, text }];
  };

  const tell = (index: number): readonly ReplyEvent[] => {
    const call = calls.get(index);
    if (call === undefined) return [];
    if (call.name === '') throw new Fault('garbled', 'A tool call has no name');
    const part = enter('tool', index);
    const named = { type: 'tool-call', part, id: call.id || `call_${index}`, name: call.name } as const;
    return call.json === '' ? [named] : [named, { type: 'tool-input', part, json: call.json }];
  };

  const close = (): readonly ReplyEvent[] => waiting.splice(0).flatMap(tell);

  /** The next call is told as soon as the one before it is whole. */
  const goOn = (): readonly ReplyEvent[] => {
    const events: ReplyEvent[] = [];
    // eslint-disable-next-line eslint/no-unmodified-loop-condition -- `tell` opens another.
    while (waiting.length > 0 && (open?.kind !== 'tool' || isWhole(calls.get(open.call)?.json ?? ''))) {
      const [next = -1] = waiting;
      // A name may come later than the id.
      if (calls.get(next)?.name === '') break;
      waiting.shift();
      events.push(...tell(next));
    }
    return events;
  };

  const take = (piece: Json): readonly ReplyEvent[] => {
    const id = textAt(piece, 'id');
    const name = textAt(piece, 'function', 'name');
    const written = at(piece, 'function', 'arguments');
    // Ollama and others hand over an object where a text belongs.
    const json = isObject(written) ? JSON.stringify(written) : textAt(piece, 'function', 'arguments');
    const index = indexOf(piece, id, name);
    const before = calls.get(index);
    calls.set(index, {
      index,
      id: before?.id || id,
      name: before?.name || name,
      json: (before?.json ?? '') + json,
    });
    if (before === undefined) waiting.push(index);
    if (open?.kind === 'tool' && open.call === index)
      return json === '' ? [] : [{ type: 'tool-input', part: open.part, json }];
    if (before !== undefined && !waiting.includes(index) && json.trim() !== '') {
      throw new Fault('garbled', 'A tool call goes on after the next part has begun');
    }
    return goOn();
  };

  /** Some servers number no call, or all of them 0: then an id or a name of its own makes a call a new one. */
  const indexOf = (piece: Json, id: string, name: string): number => {
    const last = [...calls.keys()].at(-1) ?? -1;
    const named = at(piece, 'index');
    const same = id === '' ? undefined : [...calls.values()].find((call) => call.id === id);
    if (typeof named !== 'number') return same?.index ?? (id === '' && name === '' ? Math.max(last, 0) : last + 1);
    const there = calls.get(named);
    if (there === undefined || id === '' || name === '' || there.id === '' || there.id === id) return named;
    return same?.index ?? last + 1;
  };

  return {
    delta: (delta) => {
      const events: ReplyEvent[] = [
        ...speak('thinking', thinkingIn(delta)),
        ...speak('text', textIn(at(delta, 'content'))),
        ...speak('refusal', textAt(delta, 'refusal')),
      ];
      const legacy = at(delta, 'function_call');
      if (isObject(legacy)) events.push(...take({ index: 0, function: legacy }));
      for (const piece of listAt(delta, 'tool_calls')) events.push(...take(piece));
      return events;
    },
    close,
    called: () => calls.size > 0,
    check: () => {
      for (const { json } of calls.values()) parseInput(json);
    },
  };
}

/** Is the input of a call all there? No input at all may still come, so it counts as not yet. */
function isWhole(json: string): boolean {
  if (!json.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
