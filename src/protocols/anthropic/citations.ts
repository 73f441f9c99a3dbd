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

export function isOurCitation(citation: Json): boolean {
  return isMinted(textAt(citation, 'encrypted_index'));
}
