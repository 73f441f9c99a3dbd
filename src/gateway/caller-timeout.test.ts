import { describe, expect, it } from 'vitest';
import { callerTimeoutMs } from './caller-timeout.ts';

describe('how long a caller waits', () => {
  it.each<[Record<string, string>, boolean, number | null]>([
    [{}, false, null],
    [{ 'x-failsoft-timeout': '8s' }, true, 8_000],
    [{ 'x-failsoft-timeout': ' 250ms ' }, false, 250],
    [{ 'x-failsoft-timeout': '1.5' }, false, 1_500],
    [{ 'x-failsoft-timeout': '0' }, false, 0],
    [{ 'x-stainless-timeout': '600' }, false, 599_750],
    [{ 'x-stainless-read-timeout': '2.5' }, false, 2_250],
    // Their clocks stop when the head comes.
    [{ 'x-stainless-timeout': '60' }, true, null],
    // An SDK that waits for 900 ms says 0.
    [{ 'x-stainless-timeout': '0' }, false, null],
    [{ 'x-stainless-timeout': '-5' }, false, null],
    [{ 'x-stainless-timeout': 'Infinity' }, false, null],
    [{ 'x-stainless-timeout': 'soon' }, false, null],
    [{ 'x-stainless-timeout': '20', 'x-failsoft-timeout': '8s' }, false, 8_000],
    [{ 'x-stainless-timeout': '5', 'x-failsoft-timeout': '8s' }, false, 4_750],
  ])('%j, for a stream: %j, is %j', (headers, streamed, ms) => {
    expect(callerTimeoutMs(headers, streamed)).toBe(ms);
  });

  it.each(['soon', '-1s', '25h', 'NaN', '1e9', '', '8 s', '9'.repeat(400)])(
    'cannot be %j, and that is said and not overlooked',
    (words) => {
      expect(() => callerTimeoutMs({ 'x-failsoft-timeout': words }, true)).toThrow(
        expect.objectContaining({ kind: 'bad-request' }),
      );
    },
  );
});
