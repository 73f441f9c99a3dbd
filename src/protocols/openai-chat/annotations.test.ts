import { describe, expect, it } from 'vitest';
import type { Citation, Part } from '../../model/conversation.ts';
import { gather } from '../../model/gather.ts';
import { at, type Json, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type Reply, type ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { openaiChat } from './index.ts';
import { calls, begin, chunk, DONE, ROLE, STOP } from './testing/chunks.ts';

const RULES = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} } as const;
const annotation = (start: number, end: number, url: string): JsonObject => ({
  type: 'url_citation',
  url_citation: { start_index: start, end_index: end, url, title: 'T' },
});
const citation = (start: number, end: number, url: string): Citation => ({ start, end, url, title: 'T', quote: '' });
const text = (words: string, ...citations: readonly Citation[]): Part => ({
  type: 'text',
  text: words,
  ...(citations.length > 0 && { citations }),
});
const message = (said: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: 'c',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', ...said }, finish_reason: 'stop' }],
  ...more,
});

function partsOf(...frames: readonly Frame[]): readonly Part[] {
  const parse = openaiChat.parseStream();
  return gather([...[ROLE, ...frames, STOP, DONE].flatMap(parse), ...parse(null)]).parts;
}

describe('annotations', () => {
  it('say which words come from where, in an answer, in a stream and in a request', () => {
    const said = { content: 'So it is.', annotations: [annotation(3, 5, 'https://a.test')] };
    const wanted = [text('So it is.', citation(3, 5, 'https://a.test'))];
    const asked = openaiChat.parseRequest({ model: 'm', messages: [{ role: 'assistant', ...said }] }).conversation;
    expect(openaiChat.parseResponse(message(said)).parts).toEqual(wanted);
    expect(partsOf(chunk({ content: 'So it ' }), chunk({ content: 'is.', annotations: said.annotations }))).toEqual(
      wanted,
    );
    expect(asked.messages[0]?.parts).toEqual(wanted);
    expect(asked.unsaid).toEqual([]);
  });

  it('that come before any words belong to the first of them, and without a place to all', () => {
    const source = {
      type: 'url_citation',
      url_citation: { start_index: 0, end_index: 0, url: 'https://a.test', title: 'T', content: 'So' },
    };
    expect(partsOf(chunk({ content: '', annotations: [source] }), chunk({ content: 'It is.' }))).toEqual([
      text('It is.', { start: 0, end: 0, url: 'https://a.test', title: 'T', quote: 'So' }),
    ]);
  });

  it('count in the whole message, citations in their own text', () => {
    const parts: readonly Part[] = [
      { type: 'thinking', text: 'Hm', signature: '' },
      text('One. ', citation(0, 3, 'https://a.test')),
      { type: 'tool-call', id: 'a', name: 'look', input: {} },
      text('Two.', citation(0, 0, 'https://b.test')),
    ];
    const reply: Reply = { id: 'c', model: 'm', parts, stop: 'tool-call', stopSequence: '', usage: NO_USAGE };
    const rendered = openaiChat.renderResponse(reply);
    expect(at(rendered, 'choices', 0, 'message', 'annotations')).toEqual([
      annotation(0, 3, 'https://a.test'),
      annotation(5, 9, 'https://b.test'),
    ]);
    const events: readonly ReplyEvent[] = [
      { type: 'start', id: 'c', model: 'm' },
      { type: 'text', part: 1, text: 'One. ' },
      { type: 'citation', part: 1, citation: citation(0, 3, 'https://a.test') },
      { type: 'tool-call', part: 2, id: 'a', name: 'look' },
      { type: 'citation', part: 3, citation: citation(0, 0, 'https://b.test') },
      { type: 'text', part: 3, text: 'Two.' },
      { type: 'end', stop: 'tool-call', stopSequence: '' },
    ];
    const deltas = events
      .flatMap(openaiChat.renderStream({ model: 'm', after: null, usage: false }))
      .map(({ data }) => (data === '[DONE]' ? null : at(JSON.parse(data) as Json, 'choices', 0, 'delta')));
    expect(deltas.filter((delta) => at(delta, 'annotations') !== undefined)).toEqual([
      { annotations: [annotation(0, 3, 'https://a.test')] },
      { annotations: [annotation(5, 9, 'https://b.test')] },
    ]);
  });

  it('go to the text that they begin in', () => {
    const said = partsOf(
      chunk({ content: 'One. ' }),
      calls(begin(0, 'a', '{}')),
      chunk({ content: 'Two.', annotations: [annotation(5, 8, 'https://b.test')] }),
    );
    expect(said.at(-1)).toEqual(text('Two.', citation(0, 3, 'https://b.test')));
  });

  it('of other kinds are named as lost, and none is sent back to servers, which may not know them', () => {
    const other = { type: 'file', file: { hash: 'x' } };
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'So it is.', annotations: [other, annotation(3, 5, 'https://a.test')] },
      { role: 'user', content: 'Well?' },
    ];
    const { conversation } = openaiChat.parseRequest({ model: 'm', messages });
    expect(conversation.unsaid).toEqual([{ what: 'messages.annotations', weight: 'cosmetic' }]);
    const { body, losses } = openaiChat.renderRequest(conversation, RULES);
    expect(at(body, 'messages', 1)).toEqual({ role: 'assistant', content: 'So it is.' });
    expect(losses).toEqual([{ what: 'citations', weight: 'cosmetic' }]);
  });
});

describe('sources of Perplexity', () => {
  const sources = {
    citations: ['https://a.test', 'https://b.test'],
    search_results: [{ title: 'B', url: 'https://b.test', snippet: 'b' }],
  };
  const a = { url: 'https://a.test', title: '', quote: '' };
  const b = { url: 'https://b.test', title: 'B', quote: 'b' };

  it('are cited where their numbers stand, and those stay', () => {
    const words = 'It is so[2], they say[1][2]. Not[9].';
    const wanted = [
      text(words, { ...b, start: 8, end: 11 }, { ...a, start: 21, end: 24 }, { ...b, start: 24, end: 27 }),
    ];
    expect(openaiChat.parseResponse(message({ content: words }, sources)).parts).toEqual(wanted);
    const pieces = ['It is so[', '2], they say[1][2]', '. Not[9].'].map((content) => chunk({ content }, null, sources));
    expect(partsOf(...pieces)).toEqual(wanted);
  });

  it('are cited by the whole text where no number stands', () => {
    expect(openaiChat.parseResponse(message({ content: 'It is.' }, sources)).parts).toEqual([
      text('It is.', { ...a, start: 0, end: 0 }, { ...b, start: 0, end: 0 }),
    ]);
  });

  it('may be search results alone', () => {
    const results = { search_results: sources.search_results };
    expect(openaiChat.parseResponse(message({ content: 'It is[1].' }, results)).parts).toEqual([
      text('It is[1].', { ...b, start: 5, end: 8 }),
    ]);
  });

  it('say nothing where there is no text, and what is annotated counts more', () => {
    expect(openaiChat.parseResponse(message({ content: '' }, sources)).parts).toEqual([]);
    const said = { content: 'It is[1].', annotations: [annotation(0, 2, 'https://c.test')] };
    expect(openaiChat.parseResponse(message(said, sources)).parts).toEqual([
      text('It is[1].', citation(0, 2, 'https://c.test')),
    ]);
  });
});
