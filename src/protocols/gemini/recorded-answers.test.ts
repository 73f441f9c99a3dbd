import { describe, expect, it } from 'vitest';
import { readRecordings, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import type { Citation, Part } from '../../model/conversation.ts';
import { gather } from '../../model/gather.ts';
import { at, isArray, listAt, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Reply, ReplyEvent } from '../../model/reply.ts';
import { renderFrames } from '../frame.ts';
import type { Frame } from '../protocol.ts';
import { eventsIn, recordedFrames, same } from '../testing/recorded.ts';
import { gemini, geminiArray } from './index.ts';

const recordings = recorded ? readRecordings(/generateContent/i, /:(generateContent|streamGenerateContent)/) : [];
const accepted = recordings.filter(({ status }) => status === 200);
const streams = accepted.filter(({ streamed }) => streamed);
const wholes = accepted.filter(({ streamed }) => !streamed);

/** The pieces of a stream, read without the code under test; a list of pieces is how it comes without `alt=sse`. */
function piecesOf(answer: string): readonly Json[] {
  if (!answer.startsWith('data:')) {
    const body = JSON.parse(answer) as Json;
    return isArray(body) ? body : [body];
  }
  const texts = answer.split('\n').flatMap((line) => (line.startsWith('data:') ? [line.slice(5)] : []));
  return texts.map((text) => JSON.parse(text) as Json);
}

/** Ends that say that the model's answer cannot be used. */
const isUnusable = (answer: string): boolean => answer.includes('UNEXPECTED_TOOL_CALL');

const eventsOf = (frames: readonly Frame[]): readonly ReplyEvent[] => eventsIn(frames, gemini);

/** What an independent reader finds in the pieces: all words, all thoughts, every call and every signature, in their order. */
function found(pieces: readonly Json[]): JsonObject {
  const parts = pieces.flatMap((piece) => listAt(piece, 'candidates', 0, 'content', 'parts'));
  const isThought = (part: Json): boolean => at(part, 'thought') === true;
  const isOurs = (part: Json): boolean => at(part, 'text') !== undefined || at(part, 'functionCall') !== undefined;
  const last = pieces.findLast((piece) => at(piece, 'usageMetadata') !== undefined);
  const count = (key: string): number => numberAt(last, 'usageMetadata', key);
  return {
    text: parts.map((part) => (isThought(part) ? '' : textAt(part, 'text'))).join(''),
    thoughts: parts.map((part) => (isThought(part) ? textAt(part, 'text') : '')).join(''),
    calls: parts.flatMap((part) => {
      const call = at(part, 'functionCall');
      return call === undefined ? [] : [{ name: textAt(call, 'name'), args: at(call, 'args') ?? {} }];
    }),
    ids: parts.flatMap((part) => textAt(part, 'functionCall', 'id') || []),
    signatures: parts.filter(isOurs).flatMap((part) => textAt(part, 'thoughtSignature') || []),
    order: joined(parts.filter(isOurs).map(kindOf)),
    input: count('promptTokenCount') + count('toolUsePromptTokenCount'),
    output: count('candidatesTokenCount') + count('thoughtsTokenCount'),
    refusal: pieces
      .map((piece) => textAt(piece, 'promptFeedback', 'blockReasonMessage') || refusalIn(at(piece, 'candidates', 0)))
      .join(''),
    reason: pieces.map((piece) => textAt(piece, 'candidates', 0, 'finishReason')).findLast(Boolean) ?? '',
  };
}

function refusalIn(candidate: Json | undefined): string {
  return /SAFETY|MODEL_ARMOR/.test(textAt(candidate, 'finishReason')) ? textAt(candidate, 'finishMessage') : '';
}

/** The same, in a reply. */
function told(reply: Reply): JsonObject {
  const of = (type: string): string =>
    reply.parts.map((part) => (part.type === type && 'text' in part ? part.text : '')).join('');
  const calls = reply.parts.flatMap((part) => (part.type === 'tool-call' ? [part] : []));
  return {
    text: of('text'),
    thoughts: of('thinking'),
    calls: calls.map(({ name, input }) => ({ name, args: input })),
    ids: calls.map(({ id }) => id),
    signatures: reply.parts.flatMap((part) => ('signature' in part && part.signature ? [part.signature] : [])),
    order: joined(reply.parts.filter(({ type }) => type !== 'refusal').map(nameOf)),
    input: reply.usage.inputTokens,
    output: reply.usage.outputTokens,
    refusal: of('refusal'),
  };
}

function kindOf(part: Json): string {
  if (at(part, 'functionCall') !== undefined) return 'call';
  if (textAt(part, 'text') === '') return '';
  return at(part, 'thought') === true ? 'thought' : 'text';
}

function nameOf(part: Part): string {
  if (part.type === 'tool-call') return 'call';
  if (!('text' in part) || part.text === '') return '';
  return part.type === 'thinking' ? 'thought' : 'text';
}

/** Kinds in order, without repetitions of what goes on. */
function joined(kinds: readonly string[]): string {
  const shown = kinds.filter(Boolean);
  return shown.filter((kind, index) => kind === 'call' || kind !== shown[index - 1]).join(' ');
}

/** Callers are told of a refusal in words like any others, and that sources are those of all words by a place that spans them. */
function sayable(part: Part): Part {
  if (part.type === 'refusal') return { ...part, type: 'text' };
  if (part.type !== 'text' || part.citations === undefined) return part;
  const spans = ({ start, end }: Citation): boolean => start > 0 || end > 0;
  const placed = part.citations.map((one) => (spans(one) ? one : { ...one, end: part.text.length }));
  return { ...part, citations: placed };
}

const REASONS: Readonly<Record<string, string>> = {
  STOP: 'done',
  MAX_TOKENS: 'length',
  SAFETY: 'refused',
  MODEL_ARMOR: 'refused',
};

/** Says that a reply is all that the recording holds. */
function isAllOf(path: string, reply: Reply, pieces: readonly Json[]): void {
  const { ids, reason, ...wanted } = found(pieces);
  const { ids: ours, ...rest } = told(reply);
  same(path, rest, wanted);
  const given = listAt({ ids: ids ?? [] }, 'ids');
  if (given.length > 0) same(path, ours, given);
  const hasCalls = reply.parts.some(({ type }) => type === 'tool-call');
  const isBlocked = reason === '' && pieces.some((piece) => at(piece, 'promptFeedback') !== undefined);
  same(
    path,
    reply.stop,
    isBlocked
      ? 'refused'
      : hasCalls && reason === 'STOP'
        ? 'tool-call'
        : REASONS[textAt({ reason: reason ?? '' }, 'reason')],
  );
}

describe.skipIf(skipped)('recorded answers (skipped without ../shared/data)', () => {
  it('are there', () => {
    expect(streams.length).toBeGreaterThanOrEqual(18);
    expect(wholes.length).toBeGreaterThan(280);
    expect(wholes.filter(({ answer }) => answer.startsWith('[')).length).toBeGreaterThan(10);
  });

  it('as streams come out with every word, thought, signature and call', () => {
    for (const { path, answer } of streams) isAllOf(path, gather(eventsOf(recordedFrames(answer))), piecesOf(answer));
  });

  it('as whole answers, and as lists, come out with every word, thought, signature and call', () => {
    let count = 0;
    for (const { path, answer } of wholes) {
      if (isUnusable(answer)) continue;
      isAllOf(path, gemini.parseResponse(JSON.parse(answer) as Json), piecesOf(answer));
      count += 1;
    }
    expect(count).toBeGreaterThan(280);
  });

  it('can be written again as a stream, as a list and as a whole without losing anything', () => {
    for (const { path, answer } of accepted) {
      if (isUnusable(answer)) continue;
      const pieces = piecesOf(answer);
      const events = eventsOf(pieces.map((piece) => ({ event: '', data: JSON.stringify(piece) })));
      const reply = gather(events);
      const want = { ...reply, parts: reply.parts.map(sayable), model: 'm' };
      const options = { model: 'm', after: null, usage: true };
      same(path, gather(eventsOf(events.flatMap(gemini.renderStream(options)))), want);
      const list = events.flatMap(geminiArray.renderStream(options));
      const text = Buffer.from(renderFrames(list, 'raw')).toString('utf8');
      same(path, gemini.parseResponse(JSON.parse(text) as Json), want);
      same(path, gemini.parseResponse(gemini.renderResponse(want)), want);
    }
  });

  it('are watched as they are read', () => {
    for (const { path, answer } of streams) {
      const all = recordedFrames(answer);
      const watch = gemini.watch();
      const read = gemini.parseStream();
      let hard = false;
      for (const frame of all) {
        const sighting = watch.see(frame);
        hard ||= sighting.weight === 'hard';
        same(path, sighting.fault, null);
        const events = read(frame);
        if (events.some(({ type }) => type === 'text' || type === 'tool-call')) same(path, hard, true);
        same(
          path,
          sighting.end,
          events.some(({ type }) => type === 'end'),
        );
      }
      same(path, watch.close(), '');
      same(path, watch.usage(), gather(eventsOf(all)).usage);
    }
    for (const { path, answer } of wholes) {
      const body = JSON.parse(answer) as Json;
      if (isUnusable(answer)) expect(() => gemini.weigh(body)).toThrow(/tool call/i);
      else {
        const { stop, parts, usage } = gemini.parseResponse(body);
        const isSpoken = stop !== 'done' || parts.some(({ type }) => type !== 'thinking');
        const isShown = /"(executableCode|toolCall)"/.test(answer);
        same(path, gemini.weigh(body), { weight: isSpoken || isShown ? 'hard' : 'none', usage });
      }
    }
  });

  it('are cut wherever the connection breaks', () => {
    for (const { path, answer } of streams) {
      const all = recordedFrames(answer);
      const last = all.findIndex(({ data }) => data.includes('"finishReason"'));
      for (let count = 0; count < last; count += 1) {
        const end = eventsOf(all.slice(0, count)).at(-1);
        same(path, end?.type === 'fault' && end.fault.kind, 'cut');
        const watch = gemini.watch();
        for (const frame of all.slice(0, count)) watch.see(frame);
        same(path, watch.close(), null);
      }
    }
  });

  it('name their sources where Google says that they stand', () => {
    let count = 0;
    for (const { path, answer } of accepted) {
      const pieces = piecesOf(answer);
      const supports = pieces.flatMap((piece) =>
        listAt(piece, 'candidates', 0, 'groundingMetadata', 'groundingSupports'),
      );
      if (supports.length === 0) continue;
      const reply = gather(eventsOf(pieces.map((piece) => ({ event: '', data: JSON.stringify(piece) }))));
      const cited = reply.parts.flatMap((part) =>
        part.type === 'text' ? (part.citations ?? []).map(({ start, end }) => part.text.slice(start, end)) : [],
      );
      const wanted = supports.flatMap((support) =>
        listAt(support, 'groundingChunkIndices').map(() => textAt(support, 'segment', 'text')),
      );
      same(path, cited, wanted);
      count += cited.length;
    }
    expect(count).toBeGreaterThan(50);
  });

  it('of errors are understood', () => {
    const failed = recordings.filter(({ status }) => status >= 400);
    expect(failed.length).toBeGreaterThan(0);
    for (const { status, answer, path } of failed) {
      same(path, gemini.parseError(status, {}, JSON.parse(answer) as Json).kind, 'invalid');
    }
  });
});
