import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { MINT_MARK } from '../../protocols/protocol.ts';
import { seal, sealKey } from './seal.ts';

const key = Buffer.from('a key of this test');
const thought = fc.record({
  maker: fc.string(),
  kind: fc.constantFrom('thinking', 'sealed'),
  text: fc.string({ unit: 'grapheme' }),
  signature: fc.string(),
});

describe('a seal', () => {
  it('gives back what was put into it, in letters that every field takes', () => {
    fc.assert(
      fc.property(thought, (said) => {
        const sealed = seal(key).close(said);
        expect(sealed).toMatch(/^failsoft\.1\.[\w-]+\.[\w-]{22}$/);
        expect(seal(key).open(sealed)).toEqual(said);
      }),
    );
  });

  it('opens nothing that was changed or made by others', () => {
    fc.assert(
      fc.property(thought, fc.nat(), fc.constantFrom('A', '-', '.', ''), (said, place, letter) => {
        const sealed = seal(key).close(said);
        const at = MINT_MARK.length + (place % (sealed.length - MINT_MARK.length));
        const changed = sealed.slice(0, at) + letter + sealed.slice(at + 1);
        // The last letter of base64 has bits that say nothing.
        const same = Buffer.from(changed.split('.')[3] ?? '', 'base64url').equals(
          Buffer.from(sealed.split('.')[3] ?? '', 'base64url'),
        );
        if (changed !== sealed && !(at === sealed.length - 1 && same)) expect(seal(key).open(changed)).toBeNull();
        expect(seal(Buffer.from('another key')).open(sealed)).toBeNull();
      }),
    );
    for (const text of ['', 'EqQBCgIYAhIM', MINT_MARK, `${MINT_MARK}unsigned`, `${MINT_MARK}e30.`, `${MINT_MARK}.AAAA`])
      expect(seal(key).open(text)).toBeNull();
  });
});

describe('the key of a seal', () => {
  const [one, two] = [new Secret('sk-one-of-the-keys'), new Secret('sk-two-of-the-keys')];

  it('is the same wherever the provider keys are the same', () => {
    expect(sealKey([one, two], 'a')).toEqual(sealKey([two, one], 'b'));
    expect(sealKey([one], 'a')).not.toEqual(sealKey([two], 'a'));
  });

  it('belongs to one gateway alone where there is no provider key', () => {
    expect(sealKey([], 'a')).not.toEqual(sealKey([], 'b'));
  });
});
