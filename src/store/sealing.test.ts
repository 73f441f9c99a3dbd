import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../model/secret.ts';
import { sealing, Unopened } from './sealing.ts';

const NEW = new Secret('the new key of the operator, 32+');
const OLD = new Secret('the old key of the operator, 32+');
const sealed = sealing({ key: NEW, oldKeys: [] });
const plain = sealing({ key: null, oldKeys: [] });

describe('what is sealed', () => {
  it('opens again, whatever it is, for what it belongs to and for nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), fc.string(), (text, about, other) => {
        const closed = sealed.close(text, about);
        expect(sealed.open(closed, about)).toEqual(Buffer.from(text));
        if (other !== about) expect(() => sealed.open(closed, other)).toThrow(Unopened);
      }),
    );
  });

  it('cannot be read, and is never the same twice', () => {
    const text = Buffer.from('a prompt that is nobody else’s business');
    expect(sealed.close(text, 'a').includes(text)).toBe(false);
    expect(sealed.close(text, 'a')).not.toEqual(sealed.close(text, 'a'));
  });

  it('opens no more when one bit of it was changed', () => {
    const closed = sealed.close(Buffer.from('text'), 'a');
    for (let at = 0; at < closed.length * 8; at += 1) {
      const changed = Buffer.from(closed);
      changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
      // A first byte of 0 would say that it was never sealed: then it is no longer the text either.
      let opened = '';
      try {
        opened = sealed.open(changed, 'a').toString();
      } catch (error) {
        expect(error).toBeInstanceOf(Unopened);
      }
      expect(opened).not.toBe('text');
    }
  });

  it('opens with the old key as long as that is named, and is written with the new one', () => {
    const before = sealing({ key: OLD, oldKeys: [] }).close(Buffer.from('text'), 'a');
    const turned = sealing({ key: NEW, oldKeys: [OLD] });
    expect(turned.open(before, 'a').toString()).toBe('text');
    expect(sealed.open(turned.close(Buffer.from('text'), 'a'), 'a').toString()).toBe('text');
    expect(() => sealed.open(before, 'a')).toThrow(/sealed with the key [0-9a-f]{16}, which is not known here/);
  });

  it('is marked so that the same text is found, and not guessed without the key', () => {
    const text = Buffer.from('text');
    expect(sealed.mark(text)).toBe(sealing({ key: NEW, oldKeys: [OLD] }).mark(text));
    expect(sealed.mark(text)).not.toBe(plain.mark(text));
  });
});

describe('without a key', () => {
  it('texts are written as they are, and still open when there is a key later', () => {
    const closed = plain.close(Buffer.from('text'), 'a');
    expect([plain.isSealed, sealed.isSealed]).toEqual([false, true]);
    expect(closed.includes('text')).toBe(true);
    expect(sealed.open(closed, 'a').toString()).toBe('text');
  });

  it('nothing opens that was sealed, or that nobody here has written', () => {
    expect(() => plain.open(sealed.close(Buffer.from('text'), 'a'), 'a')).toThrow(Unopened);
    for (const bytes of [Buffer.of(), Buffer.of(1), Buffer.of(7, 7, 7)])
      expect(() => plain.open(bytes, 'a')).toThrow(Unopened);
  });
});
