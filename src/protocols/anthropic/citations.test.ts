import { describe, expect, it } from 'vitest';
import { ask, type Citation, type Part } from '../../model/conversation.ts';
import { gather } from '../../model/gather.ts';
import { listAt, type Json, type JsonObject } from '../../model/json.ts';
import { NO_USAGE, type Reply, type ReplyEvent } from '../../model/reply.ts';
import type { Frame } from '../protocol.ts';
import { anthropic } from './index.ts';

const RULES = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} } as const;
const event = (type: string, body: JsonObject = {}): Frame => ({
  event: type,
  data: JSON.stringify({ type, ...body }),
});
const found: Citation = { start: 0, end: 0, url: 'https://a.test', title: 'A', quote: 'It is so' };
const FOUND = {
  type: 'web_search_result_location',
  url: 'https://a.test',
  title: 'A',
  cited_text: 'It is so',
  encrypted_index: 'Eo8BCioIBxgC',
};
const text: Part = { type: 'text', text: 'So it is.', citations: [found] };

const reply: Reply = { id: 'msg_1', model: 'm', parts: [text], stop: 'done', stopSequence: '', usage: NO_USAGE };
const END: ReplyEvent = { type: 'end', stop: 'done', stopSequence: '' };

function partsOfStream(...events: readonly Frame[]): readonly Part[] {
  const parse = anthropic.parseStream();
  const begin = event('message_start', { message: { id: 'msg_1', model: 'm' } });
  return gather([begin, ...events, event('message_stop')].flatMap(parse)).parts;
}

describe('a citation', () => {
  it.each<[string, JsonObject, Partial<Citation>]>([
    ['a page of the web', FOUND, found],
    [
      'a search result of the caller',
      { type: 'search_result_location', source: 'https://b.test', title: 'B', cited_text: 'b', search_result_index: 0 },
      { url: 'https://b.test', title: 'B', quote: 'b' },
    ],
    [
      'letters of a document',
      { type: 'char_location', document_title: 'C', cited_text: 'c', document_index: 0, start_char_index: 1 },
      { url: '', title: 'C', quote: 'c' },
    ],
    [
      'pages of a document',
      { type: 'page_location', document_title: null, cited_text: 'd', start_page_number: 1, end_page_number: 2 },
      { url: '', title: '', quote: 'd' },
    ],
    [
      'blocks of a document',
      { type: 'content_block_location', document_title: 'E', cited_text: 'e', start_block_index: 0 },
      { url: '', title: 'E', quote: 'e' },
    ],
  ])('of %s is read, in an answer, in a stream and in a request', (_, wire, wanted) => {
    const block = { type: 'text', text: 'So it is.', citations: [wire] };
    const whole = { id: 'msg_1', model: 'm', content: [block], stop_reason: 'end_turn' };
    const asked = anthropic.parseRequest({ model: 'm', messages: [{ role: 'assistant', content: [block] }] });
    const streamed = partsOfStream(
      event('content_block_start', { index: 0, content_block: { type: 'text', text: '', citations: [] } }),
      event('content_block_delta', { index: 0, delta: { type: 'citations_delta', citation: wire } }),
      event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'So it ' } }),
      event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'is.' } }),
      event('content_block_stop', { index: 0 }),
    );
    for (const parts of [anthropic.parseResponse(whole).parts, asked.conversation.messages[0]?.parts, streamed]) {
      expect(parts).toEqual([{ type: 'text', text: 'So it is.', citations: [{ ...found, ...wanted }] }]);
    }
    expect(asked.conversation.unsaid).toEqual([]);
  });

  it('comes with its block where a server sends blocks whole', () => {
    const block = { type: 'text', text: 'So it is.', citations: [FOUND] };
    expect(
      partsOfStream(
        event('content_block_start', { index: 0, content_block: block }),
        event('content_block_stop', { index: 0 }),
      ),
    ).toEqual([text]);
  });

  it('is told to callers, whole and in a stream, and read again', () => {
    expect(anthropic.parseResponse(anthropic.renderResponse(reply))).toEqual(reply);
    const events: readonly ReplyEvent[] = [
      { type: 'start', id: 'msg_1', model: 'm' },
      { type: 'citation', part: 0, citation: found },
      { type: 'text', part: 0, text: 'So it is.' },
      END,
    ];
    const parse = anthropic.parseStream();
    const frames = events.flatMap(anthropic.renderStream({ model: 'm', after: null, usage: true }));
    expect(gather(frames.flatMap(parse))).toEqual(reply);
  });

  it('of ours is not sent to Anthropic when it comes back, and that of Anthropic stays', () => {
    const [ours] = listAt(anthropic.renderResponse(reply), 'content');
    const content: readonly Json[] = [ours ?? null, { type: 'text', text: 'More', citations: [FOUND] }];
    const scrubbed = anthropic.scrub({ messages: [{ role: 'assistant', content }] });
    expect(listAt(scrubbed, 'messages', 0, 'content')).toEqual([{ type: 'text', text: 'So it is.' }, content[1]]);
  });

  it('is left out of requests, where it would need a proof, and named', () => {
    const { body, losses } = anthropic.renderRequest(
      { ...ask('?'), messages: [...ask('Well?').messages, { role: 'assistant', parts: [text] }, ...ask('?').messages] },
      RULES,
    );
    expect(listAt(body, 'messages', 1, 'content')).toEqual([{ type: 'text', text: 'So it is.' }]);
    expect(losses).toEqual([{ what: 'citations', weight: 'cosmetic' }]);
  });
});
