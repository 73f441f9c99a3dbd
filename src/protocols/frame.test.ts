import { describe, expect, it } from 'vitest';
import { Fault } from '../model/fault.ts';
import { EVENT_BYTES_MAX, framesOf, type Piece, splitFrames, splitPieces, renderFrame } from './frame.ts';
import type { Frame } from './protocol.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** The events of a text that comes in pieces of this size. */
function inPieces(text: string, size: number, framing: 'sse' | 'ndjson' = 'sse'): readonly Frame[] {
  const splitter = splitFrames(framing);
  const whole = bytes(text);
  const frames: Frame[] = [];
  for (let at = 0; at < whole.length; at += size) frames.push(...splitter.feed(whole.subarray(at, at + size)));
  const rest = splitter.rest();
  return [...frames, ...(rest === null ? [] : [rest])].map(({ event, data }) => ({ event, data }));
}

describe('events', () => {
  it('#21 may be longer than any buffer of the network, in any number of pieces', () => {
    const long = JSON.stringify({ text: 'é'.repeat(300_000) });
    for (const framing of ['sse', 'ndjson'] as const) {
      const text = framing === 'sse' ? `event: a\ndata: ${long}\n\ndata: 2\n\n` : `${long}\n2\n`;
      expect(inPieces(text, 65_536, framing).map(({ data }) => data)).toEqual([long, '2']);
    }
  });

  it('may be as long as a picture, and their bytes are looked at once, however many pieces they come in', () => {
    const picture = 'A'.repeat(30 * 1024 * 1024);
    const whole = bytes(`data: {"data":"${picture}"}\r\n\r\ndata: 2\r\n\r\n`);
    const splitter = splitPieces('sse');
    const startMs = performance.now();
    const pieces: Piece[] = [];
    for (let at = 0; at < whole.length; at += 16 * 1024) {
      const piece = splitter.feed(whole.subarray(at, at + 16 * 1024));
      if (piece !== null) pieces.push(piece);
    }
    const frames = pieces.flatMap((piece) => framesOf(piece, 'sse'));
    expect(frames.map(({ data }) => data.length)).toEqual([picture.length + 11, 1]);
    // A tenth of a second; half a minute where all that waits is copied with every piece.
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  it('of more lines than anybody writes are a fault before they take the time of others', () => {
    const event = (lines: number): Uint8Array => bytes(`${'data:\n'.repeat(lines)}data: 1\n\n`);
    expect(splitFrames('sse').feed(event(100_000))[0]?.data.trim()).toBe('1');
    expect(() => splitFrames('sse').feed(event(1_000_000))).toThrow(Fault);
  });

  it('that never end are a fault before they fill the memory', () => {
    const half = new Uint8Array(EVENT_BYTES_MAX / 2).fill(97);
    for (const [splitter, piece] of [
      [splitPieces('sse'), half],
      [splitPieces('ndjson', 10), half.subarray(0, 5)],
    ] as const) {
      splitter.feed(piece);
      splitter.feed(piece);
      expect(() => splitter.feed(piece)).toThrow(Fault);
    }
  });

  it.each<[string, string, readonly Frame[]]>([
    [
      'CRLF',
      'event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n',
      [
        { event: 'a', data: '1' },
        { event: '', data: '2' },
      ],
    ],
    [
      'bare CR',
      'data: 1\r\rdata: 2\r\r',
      [
        { event: '', data: '1' },
        { event: '', data: '2' },
      ],
    ],
    [
      'each line end in turn',
      'data: 1\n\ndata: 2\r\rdata: 3\r\r',
      [
        { event: '', data: '1' },
        { event: '', data: '2' },
        { event: '', data: '3' },
      ],
    ],
    ['several lines', 'data: 1\ndata: 2\n\n', [{ event: '', data: '1\n2' }]],
    ['a byte order mark', '\uFEFFdata: 1\n\n', [{ event: '', data: '1' }]],
    [
      'no end',
      'data: 1\n\ndata: 2',
      [
        { event: '', data: '1' },
        { event: '', data: '2' },
      ],
    ],
  ])('may be written with %s, however they are cut', (_, text, frames) => {
    for (let size = 1; size <= text.length; size += 1) {
      expect(inPieces(text, size).filter(({ data }) => data !== '')).toEqual(frames);
    }
  });

  it('that came on several lines go on as such, and mean the same', () => {
    const [frame] = inPieces('event: e\ndata: {\ndata:  "a": 1\ndata: }\n\n', 100);
    const again = renderFrame(frame ?? { event: '', data: '' }, 'sse');
    expect(again.split('\n').filter((line) => line.startsWith('data: '))).toHaveLength(3);
    expect(inPieces(again, 100)).toEqual([{ event: 'e', data: '{\n "a": 1\n}' }]);
  });

  it('of bytes that are no text are a fault', () => {
    expect(() => splitFrames('sse').feed(Uint8Array.from([100, 97, 116, 97, 58, 32, 0xff, 10, 10]))).toThrow(Fault);
    expect(framesOf({ bytes: bytes(': hello\n\n'), text: ': hello\n\n' }, 'sse')).toMatchObject([{ data: '' }]);
  });

  it('are errors, too, where those are written without a field, and nothing else is', () => {
    const error = '{\n  "error": { "code": 429 }\n}';
    for (const end of ['\n', '\r\n']) {
      const text = `data: 1\n\n${error}\n\n: {"error":1}\n\n{"a":1}\n\n{"error"\n\nevent: x\n{"error":1}\n\n"error"\n\n`;
      const frames = inPieces(text.replaceAll('\n', end), 7);
      expect(frames.map(({ data }) => data)).toEqual(['1', error.replaceAll('\n', end), '', '', '', '', '']);
    }
  });

  it('without data stay comments when they are written anew', () => {
    for (const frame of framesOf({ bytes: bytes(''), text: ': OPENROUTER PROCESSING\n\nevent: x\n\n' }, 'sse'))
      expect(renderFrame(frame, 'sse')).toBe(':\n\n');
    expect(renderFrame({ event: '', data: '{}' }, 'sse')).toBe('data: {}\n\n');
  });
});
