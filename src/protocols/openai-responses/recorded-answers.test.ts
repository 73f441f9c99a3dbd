import { describe, expect, it } from 'vitest';
import { readRecordings, recorded, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { gather } from '../../model/gather.ts';
import { at, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Reply, ReplyEvent } from '../../model/reply.ts';
import { splitFrames } from '../frame.ts';
import type { Frame } from '../protocol.ts';
import { eventsIn, recordedFrames, same } from '../testing/recorded.ts';
import { openaiResponses } from './index.ts';

const recordings = recorded ? readRecordings(/^POST .*\/responses$/, /\/responses(\?|$)/) : [];
const streams = recordings.filter(({ streamed }) => streamed);
const whole = recordings.filter(({ streamed, status }) => !streamed && status === 200);
const answers = whole.filter(({ answer }) => !/"status": ?"queued"/.test(answer));

const eventsOf = (frames: readonly Frame[]): readonly ReplyEvent[] => eventsIn(frames, openaiResponses);

type Said = {
  readonly text: string;
  readonly thinking: string;
  readonly seals: readonly string[];
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: Json }[];
  readonly urls: readonly string[];
};

/** What a reply says, without the places of its parts. */
function saidBy({ parts }: Reply): Said {
  const words = (type: 'text' | 'thinking'): string =>
    parts.map((part) => (part.type === type ? part.text : '')).join('');
  return {
    text: words('text'),
    thinking: words('thinking').replaceAll('\n\n', ''),
    seals: parts.flatMap((part) => (part.type === 'thinking' && part.signature !== '' ? [part.signature] : [])),
    calls: parts.flatMap((part) =>
      part.type === 'tool-call' ? [{ id: part.id, name: part.name, input: part.input }] : [],
    ),
    urls: parts.flatMap((part) => (part.type === 'text' ? (part.citations ?? []).map(({ url }) => url) : [])),
  };
}

/** What the items of an answer say: the code under test in few and slow lines. */
function saidIn(output: readonly Json[]): Said {
  const of = (type: string): readonly Json[] => output.filter((item) => textAt(item, 'type') === type);
  const texts = (items: readonly Json[], key: string): string =>
    items.flatMap((item) => listAt(item, key).map((part) => textAt(part, 'text'))).join('');
  const names = (item: Json): string => [textAt(item, 'namespace'), textAt(item, 'name')].filter(Boolean).join('__');
  return {
    text: texts(of('message'), 'content'),
    thinking: of('reasoning')
      .map((item) => texts([item], 'summary') || texts([item], 'content'))
      .join('')
      .replaceAll('\n\n', ''),
    seals: of('reasoning').flatMap((item) => textAt(item, 'encrypted_content') || []),
    calls: of('function_call').map((item) => ({
      id: textAt(item, 'call_id'),
      name: names(item),
      input: JSON.parse(textAt(item, 'arguments') || '{}') as Json,
    })),
    urls: of('message')
      .flatMap((item) => listAt(item, 'content').flatMap((part) => listAt(part, 'annotations')))
      .filter((one) => /^(url|file|container_file)_citation$/.test(textAt(one, 'type')))
      .map((one) => textAt(one, 'url')),
  };
}

/** The words of a stream, piece by piece. */
function textIn(events: readonly Json[]): string {
  return events
    .map((event) => (textAt(event, 'type') === 'response.output_text.delta' ? textAt(event, 'delta') : ''))
    .join('');
}

function dataOf(text: string): readonly Json[] {
  return [...text.matchAll(/^data: ?(\{.*)$/gm)].map((match) => JSON.parse(match[1] ?? '') as Json);
}

const lastResponse = (text: string): JsonObject => {
  const response = at(dataOf(text).at(-1), 'response');
  if (!isObject(response)) throw new Error('The stream does not end with an answer');
  return response;
};

describe.skipIf(skipped)('recorded answers (skipped without ../shared/data)', () => {
  it('are there, from several servers', () => {
    expect(streams.length).toBeGreaterThan(25);
    expect(answers.length).toBeGreaterThan(200);
    for (const sign of ['"function_call"', '"summary_text"', '"reasoning_text"', '"url_citation"', '"namespace"'])
      expect([sign, [...streams, ...answers].some(({ answer }) => answer.includes(sign))]).toEqual([sign, true]);
  });

  it('as streams come out with every word, thought, call and citation, and with why they ended', () => {
    for (const { path, answer } of streams) {
      const reply = gather(eventsOf(recordedFrames(answer)));
      const response = lastResponse(answer);
      // OpenAI seals a thought anew each time that it shows it.
      const done = dataOf(answer).filter((event) => textAt(event, 'type') === 'response.output_item.done');
      const { seals } = saidIn(done.map((event) => at(event, 'item') ?? null));
      same(path, saidBy(reply), { ...saidIn(listAt(response, 'output')), seals });
      same(path, saidBy(reply).text, textIn(dataOf(answer)));
      same(path, reply.stop, saidBy(reply).calls.length > 0 ? 'tool-call' : 'done');
      same(path, [reply.id, reply.model], [response['id'], response['model']]);
      same(path, reply.usage.inputTokens, at(response, 'usage', 'input_tokens'));
      same(path, reply.usage.cacheReadTokens, at(response, 'usage', 'input_tokens_details', 'cached_tokens'));
      same(path, reply.usage.thinkingTokens, at(response, 'usage', 'output_tokens_details', 'reasoning_tokens'));
    }
  });

  it('as streams say what they say at once, and not when the next item is done', () => {
    for (const { path, answer } of streams) {
      const read = openaiResponses.parseStream();
      for (const frame of recordedFrames(answer)) {
        const events = read(frame);
        const delta = frame.data.startsWith('{') ? textAt(JSON.parse(frame.data) as Json, 'delta') : '';
        if (!/^\{"type":"response.output_text.delta"/.test(frame.data) || delta === '') continue;
        same(path, events.map((event) => (event.type === 'text' ? event.text : event.type)).at(-1), delta);
      }
    }
  });

  it('as streams can be written again in the strict grammar without losing anything', () => {
    for (const { path, answer } of streams) {
      const reply = gather(eventsOf(recordedFrames(answer)));
      const render = openaiResponses.renderStream({ model: 'm', after: null, usage: true });
      const written = eventsOf(recordedFrames(answer)).flatMap(render);
      const again = gather(eventsOf(written));
      // What nobody sealed is sealed by us.
      const seals = saidBy(again).seals.filter((seal) => !seal.startsWith('failsoft.1.'));
      same(path, { ...saidBy(again), seals }, saidBy(reply));
      same(path, [again.stop, again.usage], [reply.stop, reply.usage]);
    }
  });

  it('as streams are seen by the watch as they are read by the parser', () => {
    for (const { path, answer } of streams) {
      const watch = openaiResponses.watch();
      const parse = openaiResponses.parseStream();
      let hard = false;
      let ended = false;
      for (const frame of recordedFrames(answer)) {
        const sighting = watch.see(frame);
        hard ||= sighting.weight === 'hard';
        ended ||= sighting.end;
        same(path, sighting.fault, null);
        if (parse(frame).some(({ type }) => type === 'text' || type === 'tool-call')) same(path, hard, true);
      }
      same(path, [hard, ended, watch.close()], [true, true, '']);
      same(path, watch.usage(), gather(eventsOf(recordedFrames(answer))).usage);
    }
  });

  it('as streams are calm where nothing but words come, and only there', () => {
    let calm = 0;
    for (const { path, answer } of streams) {
      const watch = openaiResponses.watch();
      let started = false;
      for (const event of answer.split(/(?<=\n\n)/)) {
        const isText = event.startsWith('event: response.output_text.delta\n');
        same(path, watch.calmUntil(event), started && isText ? event.length : 0);
        calm += started && isText ? 1 : 0;
        for (const frame of splitFrames('sse').feed(Buffer.from(event))) started ||= watch.see(frame).weight === 'hard';
      }
    }
    expect(calm).toBeGreaterThan(700);
  });

  it('as streams are cut wherever the connection breaks before the last event', () => {
    for (const { path, answer } of streams.slice(0, 10)) {
      const all = recordedFrames(answer).filter(({ data }) => data !== '' && data !== '[DONE]');
      for (let count = 0; count < all.length; count += 1) {
        const end = eventsOf(all.slice(0, count)).at(-1);
        same(path, end?.type === 'fault' && end.fault.kind, 'cut');
        const watch = openaiResponses.watch();
        for (const frame of all.slice(0, count)) watch.see(frame);
        same(path, watch.close(), null);
      }
    }
  });

  it('as whole answers come out with every word, thought, call and citation', () => {
    for (const { path, answer } of answers) {
      const body = JSON.parse(answer) as Json;
      const reply = openaiResponses.parseResponse(body);
      same(path, saidBy(reply), saidIn(listAt(body, 'output')));
      same(path, reply.usage.inputTokens, numberAt(body, 'usage', 'input_tokens'));
      same(path, reply.usage.outputTokens, numberAt(body, 'usage', 'output_tokens'));
      const again = openaiResponses.parseResponse(openaiResponses.renderResponse(reply));
      const seals = saidBy(again).seals.filter((seal) => !seal.startsWith('failsoft.1.'));
      same(path, { ...saidBy(again), seals }, saidBy(reply));
      same(path, openaiResponses.weigh(body).usage, reply.usage);
    }
  });

  it('#104 that are made in the background are no answers yet, and pass where they were asked for', () => {
    const pending = whole.filter((one) => !answers.includes(one));
    expect(pending.length).toBeGreaterThan(0);
    for (const { answer } of pending) {
      const body = JSON.parse(answer) as Json;
      expect(() => openaiResponses.parseResponse(body)).toThrow('not there yet');
      expect(openaiResponses.weigh(body).weight).toBe('hard');
    }
  });

  it('of errors are understood', () => {
    const kinds = recordings
      .filter(({ status }) => status >= 400)
      .map(({ status, answer }) => openaiResponses.parseError(status, {}, JSON.parse(answer) as Json).kind);
    expect([...new Set(kinds)].toSorted()).toEqual(['foreign-thought', 'invalid']);
  });
});
