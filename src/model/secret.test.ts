import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { redact, Secret } from './secret.ts';

const KEY = 'sk-ant-api03-Qx4A/7+b=kZ9mP2wLr5Tn';

describe('a secret', () => {
  it('prints as nothing, however it is printed', () => {
    const secret = new Secret(KEY);
    for (const text of [String(secret), JSON.stringify({ secret }), inspect({ secret }, { showHidden: true })])
      expect(text).not.toMatch(/Qx4A|kZ9m/);
  });

  it('leaves no eight letters of itself in a text, wherever and however it stands there', () => {
    const secret = new Secret(KEY);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.string({ maxLength: 30 }),
        fc.nat(KEY.length),
        fc.nat(KEY.length),
        fc.constantFrom<(text: string) => string>(
          (text) => text,
          encodeURIComponent,
          (text) => `${text} and ${text}${text}`,
        ),
        (before, behind, from, length, write) => {
          const piece = KEY.slice(from, from + length);
          const clean = redact(before + write(piece) + behind, [secret]);
          for (const form of [KEY, encodeURIComponent(KEY)])
            for (let at = 0; at + 8 <= form.length; at += 1) expect(clean).not.toContain(form.slice(at, at + 8));
        },
      ),
    );
  });

  it('is seen in base64, also in the middle of something else', () => {
    const secret = new Secret(KEY);
    for (const around of ['', 'a', 'ab', 'authorization: Bearer ']) {
      const coded = Buffer.from(`${around}${KEY} ${around}`).toString('base64');
      // At either end a few letters stand for a part of a letter of the key.
      expect(redact(coded, [secret]).replaceAll('[secret]', '').length).toBeLessThan(
        Buffer.from(`${around} ${around}`).toString('base64').length + 24,
      );
    }
  });

  it('does not touch what is none of it', () => {
    const text = 'Incorrect API key provided. You can find yours at https://example.com/keys.';
    expect(redact(text, [new Secret(KEY), new Secret('short'), new Secret('')])).toBe(text);
  });

  it('hides what belongs to it, the newest few', () => {
    const secret = new Secret(KEY);
    const tokens = ['1', '2', '3', '4', '5'].map((letter) => letter.repeat(20));
    for (const token of tokens) secret.hideAlso(new Secret(token));
    expect(redact(tokens.slice(1).join(' '), [secret])).toBe('[secret] [secret] [secret] [secret]');
  });
});
