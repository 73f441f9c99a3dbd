import { describe, expect, it } from 'vitest';
import { type Saving, wordsOf } from './saving.ts';

const clock = (): string => '14:02';
const saved: Saving['folder'] = { kind: 'saved', atMs: 1, path: 'a.md' };
const refused: Saving['folder'] = { kind: 'refused', why: 'The folder /x cannot be written: the disk is full' };

describe('the indicator', () => {
  it.each<readonly [Saving, string]>([
    [{ browser: 'kept', folder: { kind: 'nothing' } }, ''],
    [{ browser: 'saving', folder: saved }, 'Saving…'],
    [{ browser: 'kept', folder: { kind: 'saving' } }, 'Saving…'],
    [{ browser: 'kept', folder: saved }, 'Saved on this computer 14:02'],
    [{ browser: 'kept', folder: { kind: 'away' } }, 'Saved in this browser; folder copy waits for the gateway'],
    [{ browser: 'kept', folder: refused }, `Saved in this browser, but not in the folder. ${refused.why}`],
    [{ browser: 'full', folder: saved }, 'Saved on this computer 14:02; browser storage is full'],
    [{ browser: 'full', folder: { kind: 'away' } }, 'Not saved: browser storage is full.'],
    [{ browser: 'refused', folder: { kind: 'away' } }, 'Not saved: this browser keeps nothing.'],
    [{ browser: 'refused', folder: refused }, `Not saved: this browser keeps nothing. ${refused.why}`],
  ])('says of %j no more than is true', (saving, text) => {
    expect(wordsOf(saving, true, clock).text).toBe(text);
  });

  it('says of a gateway somewhere else that it is not this computer', () => {
    expect(wordsOf({ browser: 'kept', folder: saved }, false, clock).text).toBe(
      'Saved on the computer of the gateway 14:02',
    );
  });

  it('offers the words as a file where they are nowhere else', () => {
    const offers = (saving: Saving): boolean => wordsOf(saving, true, clock).offersFile;
    expect(offers({ browser: 'full', folder: { kind: 'away' } })).toBe(true);
    expect(offers({ browser: 'refused', folder: refused })).toBe(true);
    expect(offers({ browser: 'kept', folder: { kind: 'away' } })).toBe(false);
  });
});
