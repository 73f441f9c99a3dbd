import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openKeeper } from './keeper.ts';

/** A document and the changes of typing these words letter by letter. */
function typed(words: string): readonly Uint8Array[] {
  const doc = new Y.Doc();
  const changes: Uint8Array[] = [];
  doc.on('update', (change: Uint8Array) => void changes.push(change));
  for (const letter of words) doc.getText('t').insert(doc.getText('t').length, letter);
  return changes;
}

function read(changes: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const change of changes) Y.applyUpdate(doc, change);
  return doc.getText('t').toJSON();
}

const pause = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe('what is typed', () => {
  it('is kept as a whole in few writes, however fast it comes', async () => {
    const written: Uint8Array[] = [];
    const keeper = openKeeper(async (_, change) => {
      await pause();
      written.push(change);
      return true;
    });
    const words = 'every letter of it';
    const kept = await Promise.all(typed(words).map(async (change) => keeper.keep('d', change)));
    expect(new Set(kept)).toEqual(new Set([true]));
    expect(read(written)).toBe(words);
    expect(written.length).toBeLessThanOrEqual(2);
    expect(keeper.unkept('d')).toBeNull();
  });

  it('is tried again with the next letter when there was no room, and is not lost meanwhile', async () => {
    let isFull = true;
    const written: Uint8Array[] = [];
    const keeper = openKeeper(async (_, change) => {
      await pause();
      if (!isFull) written.push(change);
      return !isFull;
    });
    const [first, second, third] = typed('abc');
    if (first === undefined || second === undefined || third === undefined) throw new Error('Three letters');
    expect(await keeper.keep('d', first)).toBe(false);
    expect(await Promise.all([keeper.keep('d', second), pause()])).toEqual([false, undefined]);
    expect(read([keeper.unkept('d') ?? new Uint8Array()])).toBe('ab');
    isFull = false;
    expect(await keeper.keep('d', third)).toBe(true);
    expect(read(written)).toBe('abc');
    expect(keeper.unkept('d')).toBeNull();
  });
});
