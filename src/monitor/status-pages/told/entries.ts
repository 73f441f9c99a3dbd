import type { XmlElement } from '@rgrove/parse-xml';
import { unreadable } from '../page.ts';
import { childrenOf, childText, xmlOf } from './shapes.ts';
import { instant } from './times.ts';

/** One entry of a feed, RSS or Atom. Times are ms since 1970, null where there is none that says its zone. */
export type Entry = {
  /** Empty where it has none. */
  readonly id: string;
  readonly title: string;
  readonly link: string;
  readonly publishedAtMs: number | null;
  readonly updatedAtMs: number | null;
  readonly html: string;
  readonly categories: readonly string[];
};

export type Feed = { readonly updatedAtMs: number | null; readonly entries: readonly Entry[] };

/** How many entries of a feed are looked at: feeds have the newest first. */
const ENTRIES_MAX = 300;

/** The entries of RSS 2.0 or Atom. Throws `unreadable` for anything else. */
export function feedOf(bytes: Uint8Array | undefined): Feed {
  const root = xmlOf(bytes);
  if (root.name === 'feed') {
    const entries = childrenOf(root, 'entry').slice(0, ENTRIES_MAX).map(fromAtom);
    return { updatedAtMs: instant(childText(root, 'updated')), entries };
  }
  const [channel] = childrenOf(root, 'channel');
  if (root.name !== 'rss' || channel === undefined) throw unreadable('it is XML, but no feed');
  // Azure has once put them behind the channel.
  const items = [...childrenOf(channel, 'item'), ...childrenOf(root, 'item')].slice(0, ENTRIES_MAX);
  return { updatedAtMs: instant(childText(channel, 'lastBuildDate')), entries: items.map(fromRss) };
}

function fromRss(item: XmlElement): Entry {
  return {
    id: childText(item, 'guid'),
    title: childText(item, 'title'),
    link: childText(item, 'link'),
    publishedAtMs: instant(childText(item, 'pubDate')),
    updatedAtMs: null,
    html: childText(item, 'content:encoded') || childText(item, 'description'),
    categories: childrenOf(item, 'category').map(({ text }) => text.trim()),
  };
}

function fromAtom(entry: XmlElement): Entry {
  const [link] = childrenOf(entry, 'link');
  return {
    id: childText(entry, 'id'),
    title: childText(entry, 'title'),
    link: link?.attributes['href'] ?? '',
    publishedAtMs: instant(childText(entry, 'published')),
    updatedAtMs: instant(childText(entry, 'updated')),
    html: childText(entry, 'content') || childText(entry, 'summary'),
    categories: childrenOf(entry, 'category').map(({ attributes }) => attributes['term'] ?? ''),
  };
}
