import type { Listing } from './gateway.ts';
import type { Card } from './shelf.ts';

/** What the gateway calls the file of a document that nobody has given a title. */
const UNTITLED = 'Untitled';

/** Of a document without a title so much of its text stands for it, characters. */
const SHOWN_LENGTH_MAX = 40;

/** What people see of a document in a list: its title, or else its first words. */
export function shownTitle({ title, text }: Pick<Card, 'title' | 'text'>): string {
  if (title !== '') return title;
  const line = text.split('\n').find((one) => /[\p{L}\p{N}]/u.test(one)) ?? '';
  const words = line
    .replaceAll(/[*_`~[\]>#|]/g, '')
    .replace(/^\s*(?:[-+]|\d+[.)])\s+/, '')
    .trim();
  if (words === '') return UNTITLED;
  return words.length <= SHOWN_LENGTH_MAX ? words : `${words.slice(0, SHOWN_LENGTH_MAX - 1).trimEnd()}…`;
}

/**
 * What this browser knows of all documents, once a gateway has listed its own. What it does not list has been taken away there, and goes
 * here, too; but not what it has not heard of yet, nor words that its folder never had, nor what was last seen in another folder, which this one says nothing about. A folder
 * that is empty, or cannot be used, has taken nothing away: it may be a disk that is not there.
 */
export function withListed(cards: readonly Card[], { folder, documents, unwritable }: Listing): readonly Card[] {
  const isThere = documents.length > 0 && unwritable === null;
  const known = new Map(cards.map((one) => [one.id, one]));
  const listed = documents.map((one): Card => {
    const before = known.get(one.id);
    if (before?.unsent === true) return before;
    const { id, folder: below, changedAtMs, trashedAtMs } = one;
    const title = one.title === UNTITLED ? '' : one.title;
    return {
      id,
      title,
      folder: below,
      changedAtMs,
      trashedAtMs,
      unsent: false,
      home: folder,
      text: before?.text ?? '',
      ...(before?.waits === true && { waits: true }),
    };
  });
  const ids = new Set(listed.map(({ id }) => id));
  const others = cards.filter(
    ({ id, unsent, waits, home }) => !ids.has(id) && (unsent || waits === true || home !== folder || !isThere),
  );
  return [...listed, ...others];
}

/** Has a card the title and the place that another one had? */
export function isCalledLike(one: Card, other: Card): boolean {
  return one.title === other.title && one.folder === other.folder && one.trashedAtMs === other.trashedAtMs;
}

/** A document that is none for others yet. */
export function draftCard(id: string, folder: string, nowMs: number): Card {
  return { id, title: '', folder, changedAtMs: nowMs, trashedAtMs: null, unsent: true, home: '', text: '' };
}
