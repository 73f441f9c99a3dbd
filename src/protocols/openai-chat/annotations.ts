import type { Citation, Part } from '../../model/conversation.ts';
import { at, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';

/** Where something in a message comes from; its places count in the text of the whole message. */
export function parseAnnotations(message: Json | undefined): readonly Citation[] {
  return listAt(message, 'annotations').flatMap((annotation) => {
    const source = at(annotation, 'url_citation');
    if (textAt(annotation, 'type') !== 'url_citation' || source === undefined) return [];
    const start = numberAt(source, 'start_index');
    const end = numberAt(source, 'end_index');
    // OpenRouter names no places: 0 and 0.
    const isPlaced = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end > start;
    return [
      {
        start: isPlaced ? start : 0,
        end: isPlaced ? end : 0,
        url: textAt(source, 'url'),
        title: textAt(source, 'title'),
        // OpenRouter's own field.
        quote: textAt(source, 'content'),
      },
    ];
  });
}

/** A citation of a text that stands from `from` to `to` in its message. */
export function renderAnnotation(citation: Citation, from: number, to: number): JsonObject {
  const { start, end, url, title, quote } = citation;
  const isWhole = start === 0 && end === 0;
  return {
    type: 'url_citation',
    url_citation: {
      start_index: isWhole ? from : from + start,
      end_index: isWhole ? to : from + end,
      url,
      title,
      ...(quote !== '' && { content: quote }),
    },
  };
}

/** The annotations of a whole message. */
export function annotationsOf(parts: readonly Part[]): readonly JsonObject[] {
  let from = 0;
  return parts.flatMap((part) => {
    if (part.type !== 'text') return [];
    const start = from;
    from += part.text.length;
    return (part.citations ?? []).map((citation) => renderAnnotation(citation, start, from));
  });
}

/** Puts citations into the texts that they count in: each into the one that it begins in. */
export function cited(parts: readonly Part[], citations: readonly Citation[]): readonly Part[] {
  if (citations.length === 0) return parts;
  let from = 0;
  return parts.map((part) => {
    if (part.type !== 'text') return part;
    const start = from;
    from += part.text.length;
    const own = citations.flatMap((citation) => placed(citation, start, from));
    return own.length === 0 ? part : { ...part, citations: own };
  });
}

/** The citation as it counts in a text from `from` to `to`; nothing when it belongs to another text. */
function placed(citation: Citation, from: number, to: number): readonly Citation[] {
  const { start, end } = citation;
  if (start === 0 && end === 0) return from === 0 ? [citation] : [];
  return start >= from && start < to ? [{ ...citation, start: start - from, end: Math.min(end, to) - from }] : [];
}

/** A source that an answer was made from, in the order of their numbers. */
export type Source = Omit<Citation, 'start' | 'end'>;

/** Perplexity's sources: addresses beside the answer, and what was found at them. */
export function sourcesOf(body: Json): readonly Source[] {
  if (!isObject(body) || !('citations' in body || 'search_results' in body)) return [];
  const found = listAt(body, 'search_results');
  const urls = listAt(body, 'citations').filter((url) => typeof url === 'string');
  if (urls.length === 0) return found.map((result) => sourceOf(result, textAt(result, 'url')));
  return urls.map((url) =>
    sourceOf(
      found.find((result) => textAt(result, 'url') === url),
      url,
    ),
  );
}

function sourceOf(result: Json | undefined, url: string): Source {
  return { url, title: textAt(result, 'title'), quote: textAt(result, 'snippet') };
}

/** What cites the sources in a text: its `[3]`, which stay where they are; where there are none, the text as a whole. */
export function citationsIn(text: string, sources: readonly Source[]): readonly Citation[] {
  if (sources.length === 0) return [];
  const marked = [...text.matchAll(/\[(\d{1,3})\]/g)].flatMap((match): readonly Citation[] => {
    const source = sources[Number(match[1]) - 1];
    return source === undefined ? [] : [{ ...source, start: match.index, end: match.index + match[0].length }];
  });
  return marked.length > 0 ? marked : sources.map((source) => ({ ...source, start: 0, end: 0 }));
}
