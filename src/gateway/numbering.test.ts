import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framesOf } from '../protocols/frame.ts';
import { numbering } from './numbering.ts';

const words = fc.stringMatching(/^[ -~äß€😀]{0,12}$/u).filter((text) => text.isWellFormed());
const newline = fc.constantFrom('\n', '\r\n', '\r');

/** An event as a provider may write it: under a name, with an id of its own, with words that nobody reads, in lines of any kind. */
const event = fc
  .record({ name: words, data: words, own: fc.boolean(), comment: fc.boolean(), line: newline })
  .map(({ name, data, own, comment, line }) => ({
    name,
    data,
    text: [
      ...(own ? ['id: theirs', 'id'] : []),
      ...(comment ? [': hm'] : []),
      `event: ${name}`,
      `data: ${data}`,
      '',
      '',
    ].join(line),
  }));

function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

const all = (pieces: readonly (readonly Uint8Array[])[]): string => Buffer.concat(pieces.flat()).toString('utf8');

describe('the numbers of the events of a stream', () => {
  it('count from one by one, wherever the bytes are cut, and nothing else is changed', () => {
    fc.assert(
      fc.property(fc.array(event), fc.array(fc.nat()), (events, places) => {
        const { feed, close } = numbering('sse', 's');
        const text = all([
          ...cutAt(Buffer.from(events.map((one) => one.text).join('')), places).map(feed),
          close('complete'),
        ]);
        const ids = [...text.matchAll(/(?:^|[\r\n])id(?:: ?([^\r\n]*))?(?=[\r\n])/g)].map(([, id]) => id);
        expect(ids).toEqual(Array.from({ length: events.length + 1 }, (_, index) => `s.${index + 1}`));
        const heard = framesOf({ bytes: Buffer.from(text), text }, 'sse').map((frame) => [frame.event, frame.data]);
        expect(heard).toEqual([...events.map(({ name, data }) => [name, data]), ['', '']]);
      }),
    );
  });

  it('are counted lines where every event is a line, and empty lines are none', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ data: words, empty: fc.boolean() })), fc.array(fc.nat()), (lines, places) => {
        const { feed, close } = numbering('ndjson', 's');
        const text = lines.map(({ data, empty }) => `{${data}}\n${empty ? '\n' : ''}`).join('');
        const events = [...cutAt(Buffer.from(text), places).flatMap(feed), ...close('broken')];
        expect(events.map((one) => Buffer.from(one).toString('utf8'))).toEqual([
          ...lines.map(({ data }) => `{${data}}\n`),
          '{"x-failsoft-end":"broken"}\n',
        ]);
      }),
    );
  });

  it('are given also to a last event without its end', () => {
    const { feed, close } = numbering('sse', 's');
    expect(all([feed(Buffer.from('data: a')), close('complete')])).toBe(
      'id: s.1\ndata: a\n\nid: s.2\n: x-failsoft-end=complete\n\n',
    );
  });
});
