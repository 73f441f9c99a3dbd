import type { Citation } from '../../model/conversation.ts';
import { listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { isMinted, MINTED_SIGNATURE } from './terms.ts';

/**
 * A citation of any kind. A whole block of text is what cites here, so it has no place in the text; pages, characters and blocks
 * of the source have no word elsewhere, but what was quoted has.
 */
export function parseCitation(value: Json): Citation {
  return {
    start: 0,
    end: 0,
    url: textAt(value, 'url') || textAt(value, 'source'),
    title: textAt(value, 'title') || textAt(value, 'document_title'),
    quote: textAt(value, 'cited_text'),
  };
}

/** The citations of a text block, to be spread into its part. */
export function citationsOf(block: Json | undefined): { readonly citations?: readonly Citation[] } {
  const citations = listAt(block, 'citations').map(parseCitation);
  return citations.length === 0 ? {} : { citations };
}

/**
 * A citation for a caller. The index that proves a search to Anthropic cannot be had elsewhere: ours says that it is ours, and
 * `scrub` takes the citation out again.
 */
export function renderCitation({ url, title, quote }: Citation): JsonObject {
  return {
    type: 'web_search_result_location',
    url,
    title: title === '' ? null : title,
    cited_text: quote,
    encrypted_index: MINTED_SIGNATURE,
  };
}

/**
 * A text as the blocks that callers get it in: a citation speaks of a whole block, so that words with a source of their own stand in
 * one of their own. Ranges that overlap share one. No block is blank: clients send blocks back as they came, and Anthropic refuses
 * blank ones.
 */
export function citedBlocks(text: string, citations: readonly Citation[]): readonly JsonObject[] {
  if (citations.length === 0) return text === '' ? [] : [{ type: 'text', text }];
  const blocks: { text: string; citations: readonly Citation[] }[] = [];
  const add = (said: string, own: readonly Citation[]): void => {
    const last = blocks.at(-1);
    const isBlank = said.trim() === '' || last?.text.trim() === '';
    if (last === undefined || !isBlank) blocks.push({ text: said, citations: own });
    else blocks[blocks.length - 1] = { text: last.text + said, citations: [...last.citations, ...own] };
  };
  let at = 0;
  for (const { start, end, own } of rangesOf(text, citations)) {
    if (start > at) add(text.slice(at, start), []);
    add(text.slice(start, end), own);
    at = end;
  }
  if (at < text.length) add(text.slice(at), []);
  return blocks.map(({ text: said, citations: own }) => ({
    type: 'text',
    text: said,
    ...(own.length > 0 && { citations: own.map(renderCitation) }),
  }));
}

type Range = { readonly start: number; readonly end: number; readonly own: readonly Citation[] };

/** The ranges that are cited, in order, none touching another's words; all of the text when something cites all of it. */
function rangesOf(text: string, citations: readonly Citation[]): readonly Range[] {
  const ranges: Range[] = [];
  if (citations.some((citation) => isWhole(text, citation))) return [{ start: 0, end: text.length, own: citations }];
  for (const citation of citations.toSorted((one, other) => one.start - other.start)) {
    const end = Math.min(citation.end, text.length);
    const last = ranges.at(-1);
    if (last === undefined || citation.start >= last.end) ranges.push({ start: citation.start, end, own: [citation] });
    else ranges[ranges.length - 1] = { ...last, end: Math.max(last.end, end), own: [...last.own, citation] };
  }
  return ranges;
}

/**
 * Does a citation stand for all the words of its text? So do marks such as `[3]`: what they prove stands somewhere in front of them,
 * and callers that asked for no search expect one block.
 */
export function isWhole(text: string, { start, end }: Citation): boolean {
  return start >= end || start >= text.length || /^\s*\[\^?\d+\^?\]\s*$/.test(text.slice(start, end));
}

export function isOurCitation(citation: Json): boolean {
  return isMinted(textAt(citation, 'encrypted_index'));
}
