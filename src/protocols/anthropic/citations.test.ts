import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, type Citation, type Part } from '../../model/conversation.ts';
import { gather } from '../../model/gather.ts';
import { listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
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

  const from = (start: number, end: number, url = 'https://a.test'): Citation => ({ ...found, url, start, end });
  const blocksOf = (said: string, ...citations: readonly Citation[]): readonly (readonly [string, number])[] =>
    listAt(anthropic.renderResponse({ ...reply, parts: [{ type: 'text', text: said, citations }] }), 'content').map(
      (block) => [textAt(block, 'text'), listAt(block, 'citations').length],
    );

  it.each<[string, readonly Citation[], readonly (readonly [string, number])[]]>([
    [
      'One. Two. Three.',
      [from(5, 9)],
      [
        ['One. ', 0],
        ['Two.', 1],
        [' Three.', 0],
      ],
    ],
    [
      'One. Two.',
      [from(5, 9), from(0, 4)],
      [
        ['One. ', 1],
        ['Two.', 1],
      ],
    ],
    ['One. Two.', [from(0, 7), from(5, 9)], [['One. Two.', 2]]],
    ['One. Two.', [from(0, 4), from(0, 0)], [['One. Two.', 2]]],
    ['One. Two.', [from(0, 90)], [['One. Two.', 1]]],
    ['One. Two.', [from(40, 90)], [['One. Two.', 1]]],
    ['One.\n\n', [from(0, 4)], [['One.\n\n', 1]]],
    ['\nOne.', [from(1, 5)], [['\nOne.', 1]]],
    // A mark says nothing itself, and who asked for no search reads one block.
    ['One[1]. Two[2].', [from(3, 6), from(11, 14)], [['One[1]. Two[2].', 2]]],
    ['One[^1^]. Two.', [from(3, 8)], [['One[^1^]. Two.', 1]]],
  ])('stands with the words that it speaks of: %j', (said, citations, blocks) => {
    expect(blocksOf(said, ...citations)).toEqual(blocks);
  });

  it('never costs a word, whatever it says of its place, and no block is blank', () => {
    const place = fc.tuple(fc.nat(40), fc.nat(40)).map(([start, end]) => from(start, end));
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30 }), fc.array(place, { maxLength: 5 }), (said, citations) => {
        const blocks = blocksOf(said, ...citations);
        expect(blocks.map(([words]) => words).join('')).toBe(said);
        expect(blocks.reduce((sum, [, count]) => sum + count, 0)).toBe(citations.length);
        expect(blocks.every(([words]) => words.trim() !== '') || said.trim() === '').toBe(true);
      }),
    );
  });

  it('of words that are still being written begins a new block behind them', () => {
    const say = (part: number, words: string): ReplyEvent => ({ type: 'text', part, text: words });
    const cite = (part: number, start: number, end: number): ReplyEvent => ({
      type: 'citation',
      part,
      citation: from(start, end),
    });
    const events: readonly ReplyEvent[] = [
      { type: 'start', id: 'msg_1', model: 'm' },
      say(0, 'One. '),
      cite(0, 0, 4),
      cite(0, 0, 5),
      say(0, ' '),
      say(0, 'Two'),
      say(0, '[1].'),
      cite(0, 9, 12),
      say(0, ' Three.'),
      // Too late: the next words are written already.
      cite(0, 6, 9),
      say(0, ' Four.'),
      { type: 'tool-call', part: 1, id: 'toolu_1', name: 'look' },
      END,
    ];
    const frames = events.flatMap(anthropic.renderStream({ model: 'm', after: null, usage: true }));
    const { parts } = gather(frames.flatMap(anthropic.parseStream()));
    expect(parts.map((part) => (part.type === 'text' ? [part.text, part.citations?.length ?? 0] : part.type))).toEqual([
      ['One.  ', 2],
      ['Two[1]. Three. Four.', 2],
      'tool-call',
    ]);
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
