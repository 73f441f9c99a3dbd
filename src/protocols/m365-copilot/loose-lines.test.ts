import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../model/fault.ts';
import { EVENT_BYTES_MAX, parseData, splitFrames } from '../frame.ts';
import type { Frame } from '../protocol.ts';
import { cut } from '../testing/arbitrary.ts';
import { looseLines } from './loose-lines.ts';
import { complete, message, underWay } from './testing/frames.ts';

const text = 'At nine. 🚤 Überfahrt';
const early = underWay([message('answer', text)]);
const late = complete(text, { cards: [{ type: 'AdaptiveCard', body: [{ type: 'TextBlock', text }] }] });

/** A stream as Microsoft's reference prints it: the last frame goes over many lines, and ids stand behind the data. */
const printed = (newline: string): string =>
  [
    `data: ${JSON.stringify(early)}`,
    'id:137',
    '',
    `: keep-alive`,
    '',
    `data: ${JSON.stringify(late, null, 2)}`,
    'id:142',
    '',
    '',
  ]
    .join('\n')
    .replaceAll('\n', newline);

function framesOf(pieces: readonly Uint8Array[]): readonly Frame[] {
  const mend = looseLines();
  const splitter = splitFrames('sse');
  return [...pieces, null].flatMap((piece) => splitter.feed(mend(piece))).filter(({ data }) => data !== '');
}

describe('lines without a field', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('are data like the line before them, wherever the bytes are cut, with %s', (_, newline) => {
    const bytes = Buffer.from(printed(newline));
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => {
        expect(framesOf(cut(bytes, cuts)).map(parseData)).toEqual([early, late]);
      }),
    );
  });

  it('leave a stream that needs no mending as it is', () => {
    const plain = Buffer.from(`data: ${JSON.stringify(early)}\r\nid:1 \r\n\r\nevent: x\ndata:1\nretry: 5\n\n: c\n\n`);
    expect(Buffer.from(looseLines()(plain)).equals(plain)).toBe(true);
  });

  it('may not go on for ever', () => {
    const mend = looseLines();
    expect(() => mend(Buffer.alloc(EVENT_BYTES_MAX + 1, 'a'))).toThrow(Fault);
  });
});
