import { describe, expect, it } from 'vitest';
import { gather } from '../../model/gather.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Reply } from '../../model/reply.ts';
import { gemini } from './index.ts';

/** A piece of an answer. */
function piece(parts: readonly Json[], candidate: JsonObject = {}): JsonObject {
  return {
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...candidate }],
    modelVersion: 'm',
    responseId: 'r',
  };
}

const done = (parts: readonly Json[] = [{ text: '' }], candidate: JsonObject = {}): JsonObject =>
  piece(parts, { finishReason: 'STOP', ...candidate });

function replyOf(...pieces: readonly Json[]): Reply {
  const read = gemini.parseStream();
  return gather([...pieces.flatMap((one) => read({ event: '', data: JSON.stringify(one) })), ...read(null)]);
}

describe('sources', () => {
  const web = (uri: string): JsonObject => ({ web: { uri, title: `About ${uri}` } });
  const support = (startIndex: number, endIndex: number, text: string, ...chunks: readonly number[]): JsonObject => ({
    segment: { startIndex, endIndex, text },
    groundingChunkIndices: chunks,
  });

  it('are found by bytes of UTF-8 and named by units of UTF-16', () => {
    const text = 'Grüße 😀. Paris ist schön.';
    const start = Buffer.byteLength('Grüße 😀. ');
    const groundingMetadata = {
      groundingChunks: [web('a'), web('b')],
      groundingSupports: [support(start, Buffer.byteLength(text), 'Paris ist schön.', 1, 0)],
    };
    const { parts } = replyOf(done([{ text }], { groundingMetadata }));
    const place = { start: 10, end: text.length, quote: '' };
    expect(parts).toEqual([
      {
        type: 'text',
        text,
        citations: [
          { ...place, url: 'b', title: 'About b' },
          { ...place, url: 'a', title: 'About a' },
        ],
      },
    ]);
    expect(text.slice(10)).toBe('Paris ist schön.');
  });

  it('#15 are kept when they come before the last piece, and before the words that they are about', () => {
    const groundingMetadata = { groundingChunks: [web('a')], groundingSupports: [support(0, 5, 'Paris', 0)] };
    const later = [piece([{ text: 'is.' }], { groundingMetadata: {} }), done()];
    expect(replyOf(piece([{ text: 'Paris ' }], { groundingMetadata }), ...later).parts).toMatchObject([
      { text: 'Paris is.', citations: [{ start: 0, end: 5, url: 'a' }] },
    ]);
    expect(
      replyOf(piece([{ text: '' }], { groundingMetadata }), piece([{ text: 'Paris ' }]), ...later).parts,
    ).toMatchObject([{ text: 'Paris is.', citations: [{ start: 0, end: 5 }] }]);
  });

  it('are those of the part in which they stand', () => {
    const groundingMetadata = {
      groundingChunks: [web('a'), { retrievedContext: { uri: 'b', title: 'B', text: 'quoted' } }],
      groundingSupports: [support(0, 3, 'One', 0), support(5, 8, 'Two', 1)],
    };
    const { parts } = replyOf(
      piece([{ text: 'One. ' }], { groundingMetadata }),
      piece([{ functionCall: { id: 'i', name: 'look' } }]),
      done([{ text: 'Two.' }]),
    );
    expect(parts).toMatchObject([
      { text: 'One. ', citations: [{ start: 0, end: 3, url: 'a' }] },
      { type: 'tool-call' },
      { text: 'Two.', citations: [{ start: 0, end: 3, url: 'b', quote: 'quoted' }] },
    ]);
  });

  it('without a place are those of the whole, and what was recited has one', () => {
    expect(
      replyOf(done([{ text: 'abc' }], { groundingMetadata: { groundingChunks: [web('a')] } })).parts,
    ).toMatchObject([{ citations: [{ start: 0, end: 0, url: 'a' }] }]);
    const citationMetadata = { citationSources: [{ startIndex: 1, endIndex: 3, uri: 'c', license: 'mit' }] };
    expect(replyOf(done([{ text: 'abc' }], { citationMetadata })).parts).toMatchObject([
      { citations: [{ start: 1, end: 3, url: 'c' }] },
    ]);
  });
});
