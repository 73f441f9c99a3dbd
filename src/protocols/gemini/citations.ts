import type { Citation } from '../../model/conversation.ts';
import { at, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';

/**
 * Places in this dialect are bytes of UTF-8 in all the words of an answer together, thoughts left out; in a Citation they are UTF-16
 * units in the text of one part. `before` are the words of the parts in front of that one.
 */
export type Words = { readonly before: string; readonly text: string };

/** The citations of a candidate that stand in the words of one part: what a search found, and what was recited. */
export function citationsOf(candidate: Json | undefined, words: Words): readonly Citation[] {
  const grounding = at(candidate, 'groundingMetadata');
  const chunks = listAt(grounding, 'groundingChunks');
  const supports = listAt(grounding, 'groundingSupports');
  const supported = supports.flatMap((support) => {
    const place = placeOf(at(support, 'segment'), words);
    if (place === null) return [];
    return listAt(support, 'groundingChunkIndices').flatMap((index) => {
      const source = typeof index === 'number' ? sourceOf(chunks[index]) : null;
      return source === null ? [] : [{ ...place, ...source }];
    });
  });
  // Sources without a place are those of the whole.
  const unplaced = supports.length > 0 || words.before !== '' ? [] : chunks;
  return [...supported, ...unplaced.flatMap(wholeOf), ...recitationsOf(candidate, words)];
}

/** Is there anything in it? Most chunks of a stream repeat an empty one. */
export function hasSources(candidate: Json | undefined): boolean {
  if (!isObject(candidate) || !('groundingMetadata' in candidate || 'citationMetadata' in candidate)) return false;
  const lists = [
    listAt(candidate, 'groundingMetadata', 'groundingChunks'),
    ...RECITED.map((key) => recited(candidate, key)),
  ];
  return lists.some(({ length }) => length > 0);
}

type Place = { readonly start: number; readonly end: number };
type Source = Omit<Citation, 'start' | 'end'>;

const WHOLE: Place = { start: 0, end: 0 };

function sourceOf(chunk: Json | undefined): Source | null {
  for (const kind of ['web', 'retrievedContext', 'maps', 'image']) {
    const source = at(chunk, kind);
    if (!isObject(source)) continue;
    return {
      url: textAt(source, 'uri') || textAt(source, 'sourceUri'),
      title: textAt(source, 'title'),
      quote: textAt(source, 'text'),
    };
  }
  return null;
}

function wholeOf(chunk: Json): readonly Citation[] {
  const source = sourceOf(chunk);
  return source === null ? [] : [{ ...WHOLE, ...source }];
}

/** The two names of the list, at the Gemini API and at Vertex AI. */
const RECITED = ['citationSources', 'citations'] as const;
const recited = (candidate: Json | undefined, key: string): readonly Json[] =>
  listAt(candidate, 'citationMetadata', key);

function recitationsOf(candidate: Json | undefined, words: Words): readonly Citation[] {
  return RECITED.flatMap((key) => recited(candidate, key)).flatMap((source) => {
    const place = placeOf(source, words);
    if (place === null) return [];
    return [{ ...place, url: textAt(source, 'uri'), title: textAt(source, 'title'), quote: '' }];
  });
}

/**
 * Where a segment stands in a part; null when it stands in another one. Google's own counts are off by a few bytes at times, and the
 * words that it repeats beside them are right.
 */
function placeOf(segment: Json | undefined, { before, text }: Words): Place | null {
  const said = textAt(segment, 'text');
  const all = before + text;
  const bytes = Buffer.from(all);
  const unitAt = (byte: number): number => bytes.subarray(0, byte).toString('utf8').length;
  const counted = unitAt(numberAt(segment, 'startIndex'));
  const start = said === '' || all.startsWith(said, counted) ? counted : nearest(all, said, counted);
  // Words that are not there may still be to come, in another part.
  if (start < 0) return before === '' && numberAt(segment, 'startIndex') < bytes.length ? WHOLE : null;
  const end = said === '' ? unitAt(numberAt(segment, 'endIndex')) : start + said.length;
  if (start < before.length || start >= all.length || end <= start) return null;
  return { start: start - before.length, end: Math.min(end, all.length) - before.length };
}

/** Google's counts are too high where they are wrong. */
function nearest(all: string, said: string, counted: number): number {
  const ahead = all.lastIndexOf(said, counted);
  return ahead >= 0 ? ahead : all.indexOf(said, counted);
}

/** The words of a part that is written, and where they come from. */
export type Cited = Words & { readonly citations: readonly Citation[] };

/** Citations of an answer as a candidate says them, for callers. Each source is named once. Null when there are none. */
export function renderGrounding(said: readonly Cited[]): JsonObject | null {
  const sources = new Map<string, number>();
  const chunks: JsonObject[] = [];
  const supports = said.flatMap(({ before, text, citations }) =>
    citations.map(({ start, end, url, title, quote }) => {
      const key = JSON.stringify([url, title, quote]);
      const index = sources.get(key) ?? chunks.length;
      if (index === chunks.length) {
        sources.set(key, index);
        chunks.push(
          quote === '' ? { web: { uri: url, title } } : { retrievedContext: { uri: url, title, text: quote } },
        );
      }
      const isWhole = start === 0 && end === 0;
      const words = isWhole ? text : text.slice(start, end);
      const startIndex = Buffer.byteLength(before + (isWhole ? '' : text.slice(0, start)));
      const segment = { startIndex, endIndex: startIndex + Buffer.byteLength(words), text: words };
      return { segment, groundingChunkIndices: [index] };
    }),
  );
  return chunks.length === 0 ? null : { groundingChunks: chunks, groundingSupports: supports };
}
