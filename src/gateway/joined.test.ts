import { expect, it } from 'vitest';
import { joined } from './joined.ts';

const piece = (text: string): Buffer => {
  const bytes = Buffer.allocUnsafeSlow(text.length);
  bytes.write(text);
  return bytes;
};

it('joins pieces and gives their memory back, where nobody else has them', () => {
  const own = [piece('one '), piece('body')];
  expect(joined(own, true).toString()).toBe('one body');
  expect(own.map(({ byteLength }) => byteLength)).toEqual([0, 0]);

  const shared = [piece('one '), piece('body')];
  expect(joined(shared, false).toString()).toBe('one body');
  expect(shared.map(String)).toEqual(['one ', 'body']);
});

it('leaves alone what lies in the store of others, and what is whole as it is', () => {
  const store = piece('one body');
  expect(joined([store.subarray(0, 4), store.subarray(4)], true).toString()).toBe('one body');
  expect(store.toString()).toBe('one body');
  expect(joined([store], true)).toBe(store);
  expect(joined([], true).length).toBe(0);
});
