import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Part } from '../model/conversation.ts';
import { gather, tell } from '../model/gather.ts';
import { NO_USAGE, type Reply, type ReplyEvent } from '../model/reply.ts';
import { PROTOCOLS } from './index.ts';
import { MINT_MARK, type Protocol } from './protocol.ts';
import { words } from './testing/arbitrary.ts';

// What a dialect has to carry to callers and back besides words and calls: where words come from, and what we sealed.

const OPTIONS = { model: 'model', after: null, usage: true } as const;

const seal = fc
  .base64String({ minLength: 4, maxLength: 40 })
  .map((text) => `${MINT_MARK}${text.replaceAll(/\W/g, '_')}.x`);
const thought: fc.Arbitrary<Part> = fc.record({
  type: fc.constant('thinking' as const),
  text: words,
  signature: seal,
});
const source = fc.record({ url: fc.webUrl(), title: words });
const cited = fc.tuple(words, fc.array(source, { maxLength: 3 })).map(([said, sources]) => ({
  type: 'text' as const,
  text: said,
  citations: sources.map(({ url, title }) => ({ start: 0, end: said.length, url, title, quote: '' })),
}));

/**
 * A thought before each text: then no two of a kind stand together, and each dialect has to keep them apart. No two texts are the same: by
 * Google's counts, which may be wrong by a few bytes, nobody could tell which of them is meant.
 */
const reply: fc.Arbitrary<Reply> = fc
  .array(fc.tuple(thought, cited), { minLength: 1, maxLength: 2 })
  .map((pairs) => pairs.map(([thinking, text], index) => [thinking, numbered(text, index)]))
  .map((pairs) => ({ id: 'id', model: 'model', parts: pairs.flat(), stop: 'done', stopSequence: '', usage: NO_USAGE }));

function numbered(text: Part & { readonly type: 'text' }, index: number): Part {
  const said = `${index}: ${text.text}`;
  return { ...text, text: said, citations: (text.citations ?? []).map((one) => ({ ...one, end: said.length })) };
}

function readStream(protocol: Protocol, events: readonly ReplyEvent[]): Reply {
  const render = protocol.renderStream(OPTIONS);
  const parse = protocol.parseStream();
  const frames = [...events.flatMap(render), ...render(null)];
  return gather([...frames.flatMap(parse), ...parse(null)]);
}

const sourcesIn = ({ parts }: Reply): readonly string[] =>
  parts.flatMap((part) => (part.type === 'text' ? (part.citations ?? []).map(({ url }) => url) : []));
const sealsIn = ({ parts }: Reply): readonly string[] =>
  parts.flatMap((part) => (part.type === 'thinking' && part.signature !== '' ? [part.signature] : []));

// Ollama's dialect has neither citations nor signatures.
const CARRIERS = Object.values(PROTOCOLS).filter(({ id }) => id !== 'ollama');

describe.each(CARRIERS.map((protocol) => [protocol.id, protocol] as const))('%s', (_, protocol) => {
  it('tells where words come from, in a stream and as a whole', () => {
    fc.assert(
      fc.property(reply, (said) => {
        expect(sourcesIn(readStream(protocol, tell(said)))).toEqual(sourcesIn(said));
        expect(sourcesIn(protocol.parseResponse(protocol.renderResponse(said)))).toEqual(sourcesIn(said));
      }),
    );
  });

  it('carries what we sealed to callers, in a stream and as a whole', () => {
    fc.assert(
      fc.property(reply, (said) => {
        expect(sealsIn(readStream(protocol, tell(said)))).toEqual(sealsIn(said));
        expect(sealsIn(protocol.parseResponse(protocol.renderResponse(said)))).toEqual(sealsIn(said));
      }),
    );
  });

  it('never sends a provider what we sealed', () => {
    fc.assert(
      fc.property(reply, ({ parts }) => {
        const turn = { role: 'assistant', parts } as const;
        const user = { role: 'user', parts: [{ type: 'text', text: 'Hi' }] } as const;
        const conversation = {
          messages: [user, turn, user],
          tools: [],
          toolChoice: { kind: 'auto' },
          parallelTools: true,
          output: { kind: 'text' },
          thinking: { kind: 'default' },
          settings: {},
          unsaid: [],
        } as const;
        const rules = { model: 'm', stream: false, maxOutputTokens: null, quirks: {} };
        expect(JSON.stringify(protocol.renderRequest(conversation, rules).body)).not.toContain(MINT_MARK);
      }),
    );
  });
});
