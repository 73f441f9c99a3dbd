import type { Part } from '../../model/conversation.ts';
import { isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { MINT_MARK } from '../protocol.ts';

/** A thought with what its maker needs to know it again. */
export type Thought = Extract<Part, { type: 'thinking' | 'sealed-thinking' }>;

/**
 * OpenRouter's `reasoning_details`, the only place in this dialect for signed thinking: it has to come back as it was, with its
 * format, its place and its id. All of that but the words is kept in the signature of our part, as JSON; what we sealed ourselves
 * is one word and stays as it is.
 */
export function parseDetail(detail: Json): Thought | null {
  if (!isObject(detail)) return null;
  switch (textAt(detail, 'type')) {
    case 'reasoning.encrypted': {
      const data = textAt(detail, 'data');
      return data === '' ? null : { type: 'sealed-thinking', data: isMinted(data) ? data : JSON.stringify(detail) };
    }
    case 'reasoning.text':
    case 'reasoning.summary':
      return { type: 'thinking', text: wordsOf(detail), signature: signatureOf(detail) };
    default:
      return null;
  }
}

/** The words of a detail: a thought, or the summary of one. */
export function wordsOf(detail: Json): string {
  return textAt(detail, 'text') || textAt(detail, 'summary');
}

/** What has to be kept of a detail besides its words. Empty when there is nothing that its maker would know it by. */
export function signatureOf(detail: JsonObject): string {
  const { text: _text, summary: _summary, ...rest } = detail;
  const signature = textAt(detail, 'signature');
  if (isMinted(signature)) return signature;
  return Object.keys(rest).every((key) => key === 'type' || key === 'index') ? '' : JSON.stringify(rest);
}

/** The detail that a signature was kept from; null for signatures of other dialects and for ours. */
function keptIn(signature: string): JsonObject | null {
  if (!signature.startsWith('{')) return null;
  try {
    const kept: Json = JSON.parse(signature);
    return isObject(kept) && textAt(kept, 'type').startsWith('reasoning.') ? kept : null;
  } catch {
    return null;
  }
}

/** A thought as it once came from a provider of this dialect; null when it did not. */
export function replayDetail(thought: Thought): JsonObject | null {
  if (thought.type === 'sealed-thinking') return keptIn(thought.data);
  const kept = keptIn(thought.signature);
  if (kept === null || thought.text === '') return kept;
  return { ...kept, [textAt(kept, 'type') === 'reasoning.summary' ? 'summary' : 'text']: thought.text };
}

/** A thought for a caller, who sends it back as it is; null when there is no signature to keep. */
export function renderDetail(thought: Thought, index: number): JsonObject | null {
  const own = replayDetail(thought);
  if (own !== null) return own;
  if (thought.type === 'sealed-thinking') return { type: 'reasoning.encrypted', data: thought.data, index };
  const { text, signature } = thought;
  if (signature === '') return null;
  // What we sealed holds the words, too.
  return { type: 'reasoning.text', ...(!isMinted(signature) && { text }), signature, index };
}

/** Did we seal it? */
export function isMintedDetail(detail: Json): boolean {
  return isMinted(textAt(detail, 'signature')) || isMinted(textAt(detail, 'data'));
}

export function isMinted(text: string): boolean {
  return text.startsWith(MINT_MARK);
}
