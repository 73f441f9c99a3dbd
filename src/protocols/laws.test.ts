import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault, FAULTS, type FaultKind } from '../model/fault.ts';
import { gather } from '../model/gather.ts';
import { at, isObject, type Json, listAt, numberAt, textAt } from '../model/json.ts';
import { NO_USAGE, type Reply, type ReplyEvent } from '../model/reply.ts';
import { renderFrames, splitFrames } from './frame.ts';
import { PROTOCOLS } from './index.ts';
import { UNSAID_REFUSAL } from './ollama/terms.ts';
import type { Frame, Protocol, ProtocolId } from './protocol.ts';
import { cut, json, jsonObject, replyEvents } from './testing/arbitrary.ts';

const cuts = fc.array(fc.nat(), { maxLength: 12 });
const OPTIONS = { model: 'model', after: null, usage: true } as const;

function written(protocol: Protocol, events: readonly ReplyEvent[]): readonly Frame[] {
  const render = protocol.renderStream(OPTIONS);
  return [...events.flatMap(render), ...render(null)];
}

function read(protocol: Protocol, frames: readonly Frame[]): readonly ReplyEvent[] {
  const parse = protocol.parseStream();
  return [...frames.flatMap(parse), ...parse(null)];
}

/** Where a dialect has no word for something, what it says instead. The others can say all of it. */
const NEAREST: Readonly<Partial<Record<ProtocolId, (reply: Reply) => Reply>>> = {
  // Gemini has no count of what was written to a cache.
  gemini: (reply) => ({ ...reply, usage: { ...reply.usage, cacheWriteTokens: 0 } }),
  // Ollama counts what goes in and what comes out, and knows two reasons to end; a refusal without words gets some.
  ollama: ({ usage: { inputTokens, outputTokens }, stop, ...reply }) => ({
    ...reply,
    parts:
      stop === 'refused' && reply.parts.every(({ type }) => type === 'thinking')
        ? [...reply.parts, { type: 'text', text: UNSAID_REFUSAL }]
        : reply.parts,
    stop: stop !== 'refused' ? stop : reply.parts.some(({ type }) => type === 'tool-call') ? 'tool-call' : 'done',
    usage: { ...NO_USAGE, inputTokens, outputTokens },
  }),
};

/** The reply as far as a dialect can say it. */
function sayable(id: ProtocolId, events: readonly ReplyEvent[]): Reply {
  const reply = gather(events);
  return NEAREST[id]?.(reply) ?? reply;
}

/** What every dialect can say of a reply; signatures and ids of answers are each dialect's own. */
function said({ parts, stop, usage }: Reply): unknown {
  return { parts: parts.map((part) => (part.type === 'thinking' ? { ...part, signature: '' } : part)), stop, usage };
}

/** Chat Completions says all thinking, then all words, then all calls of a whole answer. */
function inOneGo(reply: Reply): unknown {
  const of = (type: string): string =>
    reply.parts.map((part) => (part.type === type && 'text' in part ? part.text : '')).join('');
  const calls = reply.parts.filter(({ type }) => type === 'tool-call');
  return { thinking: of('thinking'), text: of('text'), calls, stop: reply.stop, usage: reply.usage };
}

/** Runs something that may throw Faults and nothing else. */
function only(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
  }
}

/** What a strict reader of each dialect relies on, and our own tolerant parser would not miss. */
const GRAMMAR: Readonly<Record<ProtocolId, (frames: readonly Frame[]) => void>> = {
  anthropic: (frames) => {
    for (const { event, data } of frames) expect(textAt(JSON.parse(data) as Json, 'type')).toBe(event);
    const shape = frames
      .map(
        ({ event, data }) =>
          `${event.replace('content_block_', '')} ${JSON.stringify(at(JSON.parse(data) as Json, 'index')) ?? ''};`,
      )
      .join('');
    expect(shape).toMatch(/^message_start ;(start (\d+);(delta \2;)*stop \2;)*message_delta ;message_stop ;$/);
    const starts = [...shape.matchAll(/[;]start (\d+)/g)].map((match) => Number(match[1]));
    expect(starts).toEqual(starts.map((_, index) => index));
  },
  'openai-responses': (frames) => {
    const events = frames.map(({ event, data }, index) => {
      const read = JSON.parse(data) as Json;
      expect(textAt(read, 'type')).toBe(event);
      expect(at(read, 'sequence_number')).toBe(index);
      return read;
    });
    expect(frames.slice(0, 2).map(({ event }) => event)).toEqual(['response.created', 'response.in_progress']);
    expect(frames.at(-1)?.event).toMatch(/^response\.(completed|incomplete)$/);
    // Each item is opened, filled and closed before the next; the last event holds them all.
    const inside = events.slice(2, -1).map((event) => {
      const item = textAt(event, 'item', 'type') || textAt(event, 'part', 'type');
      return `${textAt(event, 'type').slice('response.'.length)} ${item} ${numberAt(event, 'output_index')};`;
    });
    const message =
      'output_item.added message (\\d+);content_part.added output_text \\1;(output_text.delta {2}\\1;)+output_text.done {2}\\1;content_part.done output_text \\1;output_item.done message \\1;';
    const thought =
      'output_item.added reasoning (\\d+);reasoning_summary_part.added summary_text \\3;(reasoning_summary_text.delta {2}\\3;)+reasoning_summary_text.done {2}\\3;reasoning_summary_part.done summary_text \\3;output_item.done reasoning \\3;';
    const call =
      'output_item.added function_call (\\d+);(function_call_arguments.delta {2}\\5;)*function_call_arguments.done {2}\\5;output_item.done function_call \\5;';
    expect(inside.join('')).toMatch(new RegExp(`^(?:${message}|${thought}|${call})*$`));
    const done = events.filter((event) => textAt(event, 'type') === 'response.output_item.done');
    expect(done.map((event) => at(event, 'output_index'))).toEqual(done.map((_, index) => index));
    expect(at(events.at(-1), 'response', 'output')).toEqual(done.map((event) => at(event, 'item')));
    expect(new Set(listAt(events.at(-1), 'response', 'output').map((item) => textAt(item, 'id'))).size).toBe(
      done.length,
    );
    const ids = events.flatMap((event) => (isObject(at(event, 'response')) ? [textAt(event, 'response', 'id')] : []));
    expect(new Set(ids).size).toBe(1);
  },
  'openai-chat': (frames) => {
    expect(frames.at(-1)?.data).toBe('[DONE]');
    const chunks = frames.slice(0, -1).map(({ event, data }) => {
      expect(event).toBe('');
      return JSON.parse(data) as Json;
    });
    expect(new Set(chunks.map((chunk) => textAt(chunk, 'id'))).size).toBe(1);
    expect(chunks.every((chunk) => textAt(chunk, 'object') === 'chat.completion.chunk')).toBe(true);
    expect(textAt(chunks[0], 'choices', 0, 'delta', 'role')).toBe('assistant');
    const reasons = chunks.map((chunk) => textAt(chunk, 'choices', 0, 'finish_reason'));
    // The reason is told once, in the last chunk but the one that counts.
    expect(reasons.map((reason) => reason !== '')).toEqual(chunks.map((_, index) => index === chunks.length - 2));
    expect(at(chunks.at(-1), 'choices')).toEqual([]);
    expect(isObject(at(chunks.at(-1), 'usage'))).toBe(true);
    let last = -1;
    for (const piece of chunks.flatMap((chunk) => listAt(chunk, 'choices', 0, 'delta', 'tool_calls'))) {
      const isFirst = at(piece, 'id') !== undefined;
      expect(at(piece, 'index')).toBe(isFirst ? last + 1 : last);
      expect(at(piece, 'function', 'name') !== undefined).toBe(isFirst);
      if (isFirst) last += 1;
    }
  },
  gemini: (frames) => {
    const chunks = frames.map(({ event, data }) => {
      expect(event).toBe('');
      return JSON.parse(data) as Json;
    });
    for (const chunk of chunks) {
      // Each is an answer of its own form: one candidate of the model, with one part that is one thing.
      expect(listAt(chunk, 'candidates')).toHaveLength(1);
      expect(at(chunk, 'candidates', 0, 'index')).toBe(0);
      expect(textAt(chunk, 'candidates', 0, 'content', 'role')).toBe('model');
      const parts = listAt(chunk, 'candidates', 0, 'content', 'parts');
      expect(parts).toHaveLength(1);
      for (const part of parts) {
        const call = at(part, 'functionCall');
        expect(typeof at(part, 'text') === 'string').toBe(call === undefined);
        if (call !== undefined)
          expect(isObject(at(call, 'args')) && textAt(call, 'id') && textAt(call, 'name')).toBeTruthy();
      }
      expect([textAt(chunk, 'modelVersion'), textAt(chunk, 'responseId')]).toEqual(['model', 'id']);
    }
    // The last one, and only that, says why it ended and what it cost; nothing comes behind it.
    const isLast = chunks.map((_, index) => index === chunks.length - 1);
    expect(chunks.map((chunk) => textAt(chunk, 'candidates', 0, 'finishReason') !== '')).toEqual(isLast);
    expect(chunks.map((chunk) => isObject(at(chunk, 'usageMetadata')))).toEqual(isLast);
  },
  ollama: (frames) => {
    const lines = frames.map(({ event, data }) => {
      expect(event).toBe('');
      expect(data).not.toContain('\n');
      return JSON.parse(data) as Json;
    });
    // The last line, and only that, is done, and says why and with how many tokens.
    expect(lines.map((line) => at(line, 'done'))).toEqual(lines.map((_, index) => index === lines.length - 1));
    expect(['stop', 'length']).toContain(textAt(lines.at(-1), 'done_reason'));
    for (const count of ['prompt_eval_count', 'eval_count', 'total_duration', 'eval_duration'])
      expect(at(lines.at(-1), count)).toBeTypeOf('number');
    for (const line of lines) {
      expect(textAt(line, 'model')).toBe('model');
      expect(Date.parse(textAt(line, 'created_at'))).not.toBeNaN();
      expect(textAt(line, 'message', 'role')).toBe('assistant');
      expect(at(line, 'message', 'content')).toBeTypeOf('string');
      const calls = listAt(line, 'message', 'tool_calls');
      expect(at(line, 'message', 'tool_calls') !== undefined).toBe(calls.length > 0);
      for (const [index, call] of calls.entries()) {
        expect(at(call, 'function', 'index')).toBe(index);
        expect(isObject(at(call, 'function', 'arguments'))).toBe(true);
      }
    }
  },
};

describe.each(Object.values(PROTOCOLS).map((protocol) => [protocol.id, protocol] as const))('%s', (id, protocol) => {
  it('reads in a stream what it wrote', () => {
    fc.assert(
      fc.property(replyEvents, (events) => {
        expect(said(gather(read(protocol, written(protocol, events))))).toEqual(said(sayable(id, events)));
      }),
    );
  });

  it('reads the same events however the network cuts the bytes', () => {
    fc.assert(
      fc.property(replyEvents, cuts, (events, places) => {
        const frames = written(protocol, events);
        const splitter = splitFrames(protocol.framing);
        const split = cut(renderFrames(frames, protocol.framing), places).flatMap((piece) => splitter.feed(piece));
        expect(splitter.rest()).toBeNull();
        expect(read(protocol, split)).toEqual(read(protocol, frames));
      }),
    );
  });

  it('says the same in a stream and as a whole', () => {
    fc.assert(
      fc.property(replyEvents, (events) => {
        const reply = gather(events);
        const whole = protocol.parseResponse(protocol.renderResponse(reply));
        expect(inOneGo(whole)).toEqual(inOneGo(gather(read(protocol, written(protocol, events)))));
      }),
    );
  });

  it('writes what a strict reader accepts', () => {
    fc.assert(fc.property(replyEvents, (events) => GRAMMAR[id](written(protocol, events))));
  });

  it('watches what it wrote without a complaint, and sees its end and its usage', () => {
    fc.assert(
      fc.property(replyEvents, (events) => {
        const watch = protocol.watch();
        const sightings = written(protocol, events).map(watch.see);
        expect(sightings.every(({ fault }) => fault === null)).toBe(true);
        const { parts, stop, usage } = sayable(id, events);
        // There may be more behind a STOP before the first word; then only the end of the line is the end.
        const isEarly = id === 'gemini' && parts.length === 0 && stop === 'done';
        expect(sightings.at(-1)?.early === true).toBe(isEarly);
        expect(sightings.map(({ end }) => end)).toEqual(
          sightings.map((_, index) => !isEarly && index === sightings.length - 1),
        );
        expect(watch.close()).toBe('');
        expect(watch.usage()).toEqual(usage);
        const isHard = parts.some(({ type }) => type !== 'thinking') || stop !== 'done';
        expect(sightings.some(({ weight }) => weight === 'hard')).toBe(isHard);
      }),
    );
  });

  it('never takes a stream that was cut for a whole answer', () => {
    fc.assert(
      fc.property(replyEvents, fc.nat(), (events, place) => {
        const told = events.slice(0, place % (events.length - 1));
        const last = read(protocol, written(protocol, told)).at(-1);
        expect(last).toMatchObject({ type: 'fault', fault: { kind: 'cut' } });
        const watch = protocol.watch();
        for (const frame of written(protocol, told)) watch.see(frame);
        expect(watch.close()).toBeNull();
      }),
    );
  });

  it('ends a stream that broke with the fault, and never as if it were complete', () => {
    const kinds = fc.constantFrom(...(Object.keys(FAULTS) as readonly FaultKind[]));
    fc.assert(
      fc.property(replyEvents, fc.nat(), kinds, (events, place, kind) => {
        const fault = new Fault(kind, 'It is so');
        const told = [...events.slice(0, place % events.length), { type: 'fault', fault } as const];
        const ends = read(protocol, written(protocol, told)).filter(({ type }) => type === 'end' || type === 'fault');
        expect(ends).toEqual([{ type: 'fault', fault: expect.any(Fault) }]);
        expect(written(protocol, told).some((frame) => protocol.watch().see(frame).end)).toBe(false);
      }),
    );
  });

  it('throws nothing but Faults, whatever it is given', () => {
    fc.assert(
      fc.property(json, (body) => {
        only(() => protocol.parseRequest(body));
        only(() => protocol.parseResponse(body));
        only(() => protocol.weigh(body));
        expect(protocol.parseError(500, {}, body)).toBeInstanceOf(Fault);
      }),
    );
    fc.assert(
      fc.property(jsonObject, (body) => {
        expect(protocol.rename(body, 'm')).toBeTypeOf('object');
        expect(protocol.scrub(body)).toBeTypeOf('object');
      }),
    );
  });

  it('throws nothing at all in a stream, and ends it once', () => {
    const frame = fc.record({
      event: fc.constantFrom('', 'error', 'message_start', 'content_block_delta', 'message_stop'),
      data: fc.oneof(
        json.map((value) => JSON.stringify(value)),
        fc.string(),
        fc.constant('[DONE]'),
      ),
    });
    fc.assert(
      fc.property(replyEvents, fc.array(frame, { maxLength: 3 }), fc.nat(), (events, strange, place) => {
        const good = written(protocol, events);
        const all = good.toSpliced(place % good.length, 0, ...strange);
        const ends = read(protocol, all).filter(({ type }) => type === 'end' || type === 'fault');
        expect(ends).toHaveLength(1);
        const watch = protocol.watch();
        for (const one of all) watch.see(one);
      }),
    );
  });
});
