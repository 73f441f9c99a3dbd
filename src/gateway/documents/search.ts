import { join } from 'node:path';
import { decodeText } from './decode.ts';
import { readOrNull } from './files.ts';
import type { Shelf } from './shelf.ts';

/** A document that has the words in it, and a piece of it around the first of them. */
export type Hit = { readonly id: string; readonly excerpt: string };

const HITS_MAX = 50;
const WORDS_LENGTH_MAX = 200;
/** Shown before and behind, characters. */
const AROUND = 60;

/** The documents that have every one of the words in title or text, the newest first. */
export async function searchIn(folder: string, { files }: Shelf, words: string): Promise<readonly Hit[]> {
  const wanted = words
    .slice(0, WORDS_LENGTH_MAX)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const hits: Hit[] = [];
  if (wanted.length === 0) return hits;
  for (const { path, record } of files.toSorted((a, b) => b.changedAtMs - a.changedAtMs)) {
    if (hits.length >= HITS_MAX) break;
    const text = decodeText((await readOrNull(join(folder, path))) ?? Buffer.alloc(0));
    const all = `${record.title}\n${text}`.toLowerCase();
    if (wanted.every((word) => all.includes(word))) hits.push({ id: record.id, excerpt: excerptOf(text, wanted) });
  }
  return hits;
}

function excerptOf(text: string, wanted: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = wanted.map((word) => lower.indexOf(word)).filter((at) => at >= 0);
  const at = places.length === 0 ? 0 : Math.min(...places);
  const from = Math.max(0, at - AROUND);
  const piece = text
    .slice(from, at + 2 * AROUND)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${from > 0 ? '…' : ''}${piece}${at + 2 * AROUND < text.length ? '…' : ''}`;
}
