import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DATA, skipped } from '../../../test/fixtures/anthropic-recordings.ts';
import { Fault } from '../../model/fault.ts';
import { anthropic } from '../../protocols/anthropic/index.ts';
import { splitFrames } from '../../protocols/frame.ts';
import type { Frame } from '../../protocols/protocol.ts';
import { awsEventStream } from './event-stream.ts';
import { answerOf, chunk, exception, frame } from './testing/frames.ts';

const EVENTS = answerOf('Rivers are roads that move. ≈ 🌊');
const BYTES = Buffer.concat(EVENTS.map(chunk));

/** What comes out when the bytes come in pieces of these sizes. */
function opened(bytes: Uint8Array, cuts: readonly number[] = []): string {
  const open = awsEventStream();
  let out = '';
  let from = 0;
  for (const to of [...cuts]
    .filter((cut) => cut < bytes.length)
    .toSorted((a, b) => a - b)
    .concat(bytes.length)) {
    out += Buffer.from(open(bytes.subarray(from, to))).toString('utf8');
    from = to;
  }
  return out + Buffer.from(open(null)).toString('utf8');
}

const readFrames = (text: string): readonly Frame[] => splitFrames('sse').feed(Buffer.from(text));

const faultOf = (act: () => unknown): Fault => {
  try {
    act();
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new Error('No fault');
};

describe("a stream in Amazon's frames", () => {
  it('is the same stream of events, without what Amazon added', () => {
    const events = readFrames(opened(BYTES)).map(({ event, data }) => {
      const json: { type: string } = JSON.parse(data);
      expect(json.type).toBe(event);
      return json;
    });
    expect(events).toEqual(
      EVENTS.map((event) => ('type' in event && event.type === 'message_stop' ? { type: 'message_stop' } : event)),
    );
  });

  it('is the same however its bytes are cut', () => {
    const whole = opened(BYTES);
    fc.assert(
      fc.property(fc.array(fc.nat(BYTES.length), { maxLength: 20 }), (cuts) => {
        expect(opened(BYTES, cuts)).toBe(whole);
      }),
    );
    expect(opened(BYTES, Array.from(BYTES.keys()))).toBe(whole);
  });

  it('is damaged when any byte is another one', () => {
    fc.assert(
      fc.property(fc.nat(BYTES.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const bytes = Buffer.from(BYTES);
        bytes[place] = (bytes[place] ?? 0) ^ change;
        expect(faultOf(() => opened(bytes)).kind).toBe('garbled');
      }),
    );
  });

  it('#19 is cut when it stops anywhere but between two frames', () => {
    const ends = new Set<number>();
    for (let at = 0; at < BYTES.length; at += BYTES.readUInt32BE(at)) ends.add(at);
    fc.assert(
      fc.property(fc.nat(BYTES.length - 1), (length) => {
        fc.pre(!ends.has(length));
        expect(faultOf(() => opened(BYTES.subarray(0, length))).kind).toBe('cut');
      }),
    );
  });

  it.each([
    ['throttlingException', 'rate-limited'],
    ['modelTimeoutException', 'timeout'],
    ['serviceUnavailableException', 'overloaded'],
    ['internalServerException', 'broken'],
    ['modelStreamErrorException', 'broken'],
    ['accessDeniedException', 'unauthorized'],
    ['validationException', 'invalid'],
    ['somethingNewException', 'broken'],
  ])('says a %s as a fault of the kind %s', (type, kind) => {
    const parser = anthropic.parseStream();
    const bytes = Buffer.concat([...EVENTS.slice(0, 3).map(chunk), exception(type, 'Please slow down.')]);
    const events = readFrames(opened(bytes)).flatMap((event) => parser(event));
    expect(events.at(-1)).toMatchObject({ type: 'fault', fault: { kind, message: 'Please slow down.' } });
  });

  it('says an error of the service itself, too', () => {
    const error = frame({ ':message-type': 'error', ':error-code': 'InternalFailure', ':error-message': 'Oops' }, '');
    expect(opened(error)).toBe(
      'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"Oops"}}\n\n',
    );
  });

  it('passes over frames that are no part of the answer', () => {
    const other = frame({ ':message-type': 'event', ':event-type': 'initial-response' }, '{}');
    expect(opened(Buffer.concat([other, BYTES]))).toBe(opened(BYTES));
  });

  it.each([
    ['a frame shorter than its own head', 12],
    ['a frame larger than any may be', 25 * 1024 * 1024],
  ])('does not wait for %s', (_, length) => {
    const bytes = frame({}, '');
    bytes.writeUInt32BE(length, 0);
    expect(faultOf(() => opened(bytes)).kind).toBe('garbled');
  });

  it.each([
    ['no event at all', 'event', 'not json'],
    ['an event without a type', 'event', JSON.stringify({ bytes: Buffer.from('{}').toString('base64') })],
  ])('is damaged by %s in a frame that is whole', (_, type, payload) => {
    const bytes = frame({ ':message-type': type, ':event-type': 'chunk' }, payload);
    expect(faultOf(() => opened(bytes)).kind).toBe('garbled');
  });

  it('never hangs and never throws anything but a fault, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          opened(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
      }),
    );
  });

  const tapes = 'recordings/pydantic+pydantic-ai/tests/models/cassettes/test_bedrock/';
  it
    .skipIf(skipped)
    .each([
      'test_bedrock_model_stream_empty_text_delta.yaml',
      'test_bedrock_model_thinking_part_stream.yaml',
      'test_bedrock_model_thinking_part_redacted_stream.yaml',
      'test_bedrock_model_stream.yaml',
    ])('reads the frames that Bedrock really sent (%s, skipped without ../shared/data)', (name) => {
    const tape: { interactions: readonly { response: { body: { string: Uint8Array } } }[] } = parse(
      readFileSync(new URL(tapes + name, DATA), 'utf8'),
      { customTags: ['binary'], logLevel: 'error' },
    );
    const recorded = Buffer.from(tape.interactions.at(-1)?.response.body.string ?? []);
    expect(recorded.length).toBeGreaterThan(500);
    // They are events of another dialect, which are none of ours; but each was taken out of its frame and its sums were right.
    expect(opened(recorded, [1, 5, 13, 200])).toBe('');
    const changed = Buffer.from(recorded);
    changed[recorded.length >> 1] = (changed[recorded.length >> 1] ?? 0) ^ 1;
    expect(faultOf(() => opened(changed)).kind).toBe('garbled');
  });
});
