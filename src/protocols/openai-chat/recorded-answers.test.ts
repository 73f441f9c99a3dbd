import { describe, expect, it } from 'vitest';
import { readRecordings, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { ask } from '../../model/conversation.ts';
import { gather } from '../../model/gather.ts';
import { at, isArray, listAt, numberAt, textAt, type Json } from '../../model/json.ts';
import type { Reply, ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { eventsIn, recordedFrames, same } from '../testing/recorded.ts';
import { openaiChat } from './index.ts';

const recordings = recorded
  ? readRecordings(/^POST .*\/chat\/completions$/, /\/chat\/completions(\?|$)/).filter(
      // A web service that echoes anything, which tests of a client used.
      ({ answer }) => !answer.startsWith('method=POST') && !answer.includes('"pathname":"/bin/'),
    )
  : [];
const streams = recordings.filter(({ streamed, answer }) => streamed && !answer.includes('"error":'));
const broken = recordings.filter(({ streamed, answer }) => streamed && answer.includes('"error":'));
const lies = recordings.filter(({ status, answer }) => status === 200 && /^\{\s*"error":/.test(answer));
const answers = recordings
  .filter(({ streamed, status }) => !streamed && status === 200)
  .filter((one) => !lies.includes(one));

const eventsOf = (frames: readonly Frame[]): readonly ReplyEvent[] => eventsIn(frames, openaiChat);

type Said = { text: string; thinking: string; calls: { id: string; name: string; input: Json }[] };

/** What a reply says, without the places of its parts. */
function saidBy({ parts }: Reply): Said {
  const words = (type: 'text' | 'thinking'): string =>
    parts.map((part) => (part.type === type ? part.text : '')).join('');
  const calls = parts.flatMap((part) =>
    part.type === 'tool-call' ? [{ id: part.id, name: part.name, input: part.input }] : [],
  );
  return { text: words('text'), thinking: words('thinking'), calls };
}

const EMPTY = { text: '', thinking: '', json: new Map<number, { id: string; name: string; json: string }>() };

/** Adds a delta, or the message of a whole answer, to what was said: the code under test in few and slow lines. */
function add(said: typeof EMPTY, message: Json | undefined): typeof EMPTY {
  const content = at(message, 'content');
  const blocks = isArray(content) ? content : [{ type: 'text', text: content ?? '' }];
  const json = new Map(said.json);
  for (const [place, call] of listAt(message, 'tool_calls').entries()) {
    const index = typeof at(call, 'index') === 'number' ? numberAt(call, 'index') : place;
    const { id, name, json: before } = json.get(index) ?? { id: '', name: '', json: '' };
    json.set(index, {
      id: id || textAt(call, 'id'),
      name: name || textAt(call, 'function', 'name'),
      json: before + textAt(call, 'function', 'arguments'),
    });
  }
  const thoughts = blocks.flatMap((block) => listAt(block, 'thinking').map((inner) => textAt(inner, 'text')));
  return {
    json,
    text: said.text + blocks.map((block) => textAt(block, 'text')).join(''),
    thinking:
      said.thinking + (textAt(message, 'reasoning_content') || textAt(message, 'reasoning') || thoughts.join('')),
  };
}

function read({ text, thinking, json }: typeof EMPTY): Said {
  const calls = [...json.values()].map(({ id, name, json }) => ({ id, name, input: JSON.parse(json || '{}') as Json }));
  // Some servers leave thinking in the text.
  const [, thought, words = ''] = /^<think>(.*?)(?:<\/think>\s*(.*))?$/s.exec(text) ?? [];
  return { text: thought === undefined ? text : words, thinking: thought ?? thinking, calls };
}

function chunksOf(text: string): readonly Json[] {
  return [...text.matchAll(/^data: ?(\{.*)$/gm)].map((match) => JSON.parse(match[1] ?? '') as Json);
}

const last = <T>(values: readonly T[], is: (value: T) => boolean): T | undefined => values.filter(is).at(-1);

describe.skipIf(skipped)('recorded answers (skipped without ../shared/data)', () => {
  it('are there, from many servers', () => {
    expect(streams.length).toBeGreaterThan(35);
    expect(answers.length).toBeGreaterThan(300);
    expect(streams.some(({ answer }) => answer.includes('"tool_calls":[{'))).toBe(true);
    expect(streams.some(({ answer }) => answer.includes('"reasoning":"'))).toBe(true);
    expect(answers.some(({ answer }) => answer.includes('"reasoning_content"'))).toBe(true);
    expect(answers.some(({ answer }) => /"type": ?"thinking"/.test(answer))).toBe(true);
  });

  it('as streams come out with every word, thought and call, and with why they ended', () => {
    for (const { path, answer } of streams) {
      const chunks = chunksOf(answer);
      const choices = chunks.flatMap((chunk) => listAt(chunk, 'choices'));
      const events = eventsOf(recordedFrames(answer));
      const reply = gather(events);
      same(
        path,
        saidBy(reply),
        read(choices.reduce<typeof EMPTY>((said, choice) => add(said, at(choice, 'delta')), EMPTY)),
      );
      const reason = last(choices, (choice) => textAt(choice, 'finish_reason') !== '');
      same(path, at(openaiChat.renderResponse(reply), 'choices', 0, 'finish_reason'), at(reason, 'finish_reason'));
      const usage = last(chunks, (chunk) => typeof at(chunk, 'usage', 'prompt_tokens') === 'number');
      if (usage === undefined) continue;
      same(path, reply.usage.inputTokens, at(usage, 'usage', 'prompt_tokens'));
      expect(reply.usage.outputTokens).toBeGreaterThanOrEqual(numberAt(usage, 'usage', 'completion_tokens'));
    }
  });

  it('keep all that their maker needs to know its thoughts again, whole and in the next request', () => {
    const signed = answers.filter(({ answer }) => answer.includes('"reasoning_details"'));
    expect(signed.length).toBeGreaterThan(8);
    for (const { path, answer } of signed) {
      const body = JSON.parse(answer) as Json;
      const details = listAt(body, 'choices', 0, 'message', 'reasoning_details');
      const reply = openaiChat.parseResponse(body);
      same(path, listAt(openaiChat.renderResponse(reply), 'choices', 0, 'message', 'reasoning_details'), details);
      const history = { ...ask('?'), messages: [{ role: 'assistant', parts: reply.parts } as const] };
      const next = openaiChat.renderRequest(history, { model: 'm', stream: false, maxOutputTokens: null, quirks: {} });
      same(path, listAt(next.body, 'messages', 0, 'reasoning_details'), details);
    }
    const streamed = streams.filter(({ answer }) => /"(signature|data)":"\w/.test(answer));
    expect(streamed.length).toBeGreaterThan(2);
    for (const { path, answer } of streamed) {
      const [, secret] = /"(?:signature|data)":"([\w+/=-]+)"/.exec(answer) ?? [];
      const events = eventsOf(recordedFrames(answer));
      const written = events.flatMap(openaiChat.renderStream({ model: 'm', after: null, usage: true }));
      for (const all of [events, eventsOf(written)])
        same(path, JSON.stringify(gather(all).parts).includes(secret ?? '?'), true);
    }
  });

  it('keep where their words come from', () => {
    const cited = recordings.filter(({ answer }) => answer.includes('"url_citation"'));
    expect(cited.length).toBeGreaterThan(1);
    for (const { path, answer, streamed } of cited) {
      const messages = streamed ? chunksOf(answer) : [JSON.parse(answer) as Json];
      const wanted = messages.flatMap((one) =>
        [
          ...listAt(one, 'choices', 0, 'delta', 'annotations'),
          ...listAt(one, 'choices', 0, 'message', 'annotations'),
        ].map((annotation) => textAt(annotation, 'url_citation', 'url')),
      );
      const { parts } = streamed
        ? gather(eventsOf(recordedFrames(answer)))
        : openaiChat.parseResponse(messages[0] ?? null);
      const found = parts.flatMap((part) => (part.type === 'text' ? (part.citations ?? []) : []));
      same(
        path,
        found.map(({ url }) => url),
        wanted,
      );
    }
  });

  it('as streams can be written again in the strict grammar without losing anything', () => {
    for (const { path, answer } of streams) {
      const reply = gather(eventsOf(recordedFrames(answer)));
      const render = openaiChat.renderStream({ model: 'm', after: null, usage: true });
      const again = gather(eventsOf(eventsOf(recordedFrames(answer)).flatMap(render)));
      same(path, saidBy(again), saidBy(reply));
      same(path, [again.stop, again.usage.outputTokens], [reply.stop, reply.usage.outputTokens]);
    }
  });

  it('as streams are seen by the watch as they are read by the parser', () => {
    for (const { path, answer } of streams) {
      const watch = openaiChat.watch();
      const parse = openaiChat.parseStream();
      let hard = false;
      let ended = false;
      for (const frame of recordedFrames(answer)) {
        const sighting = watch.see(frame);
        hard ||= sighting.weight === 'hard';
        ended ||= sighting.end;
        same(path, sighting.fault, null);
        const events = parse(frame);
        if (events.some(({ type }) => type === 'text' || type === 'tool-call')) same(path, hard, true);
      }
      same(path, hard, true);
      // Perplexity and some Azure streams have no terminal event; then the watch supplies it.
      same(path, watch.close(), ended ? '' : 'data: [DONE]\n\n');
      const { usage } = gather(eventsOf(recordedFrames(answer)));
      if (watch.usage() !== null) same(path, watch.usage(), usage);
    }
  });

  it('as streams are cut wherever the connection breaks before the reason to stop', () => {
    for (const { path, answer } of streams.slice(0, 10)) {
      const all = recordedFrames(answer);
      const reason = all.findIndex(({ data }) => /"finish_reason": ?"/.test(data));
      for (let count = 0; count < reason; count += 1) {
        const end = eventsOf(all.slice(0, count)).at(-1);
        same(path, end?.type === 'fault' && end.fault.kind, 'cut');
        const watch = openaiChat.watch();
        for (const frame of all.slice(0, count)) watch.see(frame);
        same(path, watch.close(), null);
      }
      same(path, saidBy(gather(eventsOf(all.slice(0, reason + 1)))), saidBy(gather(eventsOf(all))));
    }
  });

  it('as streams that break off with an error are faults and nothing else', () => {
    expect(broken.length).toBeGreaterThan(0);
    for (const { path, answer } of broken) {
      const end = eventsOf(recordedFrames(answer)).at(-1);
      same(path, end?.type, 'fault');
      const watch = openaiChat.watch();
      same(
        path,
        recordedFrames(answer).some((frame) => watch.see(frame).fault !== null),
        true,
      );
    }
  });

  it('as whole answers come out with every word, thought and call', () => {
    for (const { path, answer } of answers) {
      const body = JSON.parse(answer) as Json;
      const reply = openaiChat.parseResponse(body);
      const want = read(add(EMPTY, at(body, 'choices', 0, 'message')));
      // Gemini's calls have no ids here; they get one, because their results have to name it.
      const calls = want.calls.map((call, place) => ({
        ...call,
        id: call.id || (saidBy(reply).calls[place]?.id ?? ''),
      }));
      expect(calls.every(({ id }) => id !== '')).toBe(true);
      same(path, saidBy(reply), { ...want, calls });
      same(path, reply.usage.inputTokens, numberAt(body, 'usage', 'prompt_tokens'));
      expect(reply.usage.thinkingTokens).toBeLessThanOrEqual(reply.usage.outputTokens);
      // OpenAI takes ids of 40 characters at most; Gemini's are longer.
      const short = saidBy(reply).calls.every(({ id }) => id.length <= 40);
      const again = openaiChat.parseResponse(openaiChat.renderResponse(reply));
      if (short) same(path, saidBy(again), saidBy(reply));
      else expect(saidBy(again).calls.every(({ id }) => id.length <= 40)).toBe(true);
      same(path, openaiChat.weigh(body).usage, reply.usage);
    }
  });

  it('that are errors although their status is 200 are read as errors', () => {
    expect(lies.length).toBeGreaterThan(0);
    for (const { answer } of lies) {
      for (const read of [openaiChat.parseResponse, openaiChat.weigh]) {
        expect(() => read(JSON.parse(answer) as Json)).toThrow(/content management policy/i);
      }
    }
  });

  it('that a filter took away are refusals', () => {
    const filtered = answers.filter(({ answer }) => /"finish_reason": ?"content_filter"/.test(answer));
    expect(filtered.length).toBeGreaterThan(0);
    for (const { path, answer } of filtered) {
      const body = JSON.parse(answer) as Json;
      same(path, openaiChat.parseResponse(body).stop, 'refused');
      same(path, openaiChat.weigh(body).weight, 'hard');
    }
  });

  it('of errors are understood', () => {
    const kinds = recordings
      .filter(({ status }) => status >= 400)
      .map(({ status, answer }) => `${status} ${openaiChat.parseError(status, {}, JSON.parse(answer) as Json).kind}`);
    expect([...new Set(kinds)].toSorted()).toEqual([
      '400 garbled',
      '400 invalid',
      '404 no-such-model',
      '429 rate-limited',
    ]);
  });
});
