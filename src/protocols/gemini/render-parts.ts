import type { Part } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Losses } from '../fields.ts';
import type { Quirks } from '../protocol.ts';
import { isMinted, mediaTypeOf, NO_SIGNATURE, validName, writeSignature } from './terms.ts';

/** What writing a request needs to know and to note. */
export type Writing = { readonly quirks: Quirks; readonly losses: Losses };

export type Media = Extract<Part, { readonly type: 'media' }>;
export type ToolCall = Extract<Part, { readonly type: 'tool-call' }>;

/** What is said in a turn of the user, or by the system. Results of tools are none of it. */
export function renderSpoken(parts: readonly Part[], writing: Writing): readonly JsonObject[] {
  return parts.flatMap((part) => {
    switch (part.type) {
      case 'text':
      case 'refusal':
        if ('cache' in part && part.cache !== undefined) writing.losses.lose('cache_control', 'cosmetic');
        return part.text === '' ? [] : [{ text: part.text }];
      case 'media':
        return renderMedia(part, writing);
      case 'thinking':
      case 'sealed-thinking':
        writing.losses.lose('thinking of earlier turns', 'cosmetic');
        return [];
      case 'tool-call':
        writing.losses.lose('tool call outside an answer', 'behavioural');
        return [];
      case 'tool-result':
        return [];
    }
  });
}

/** Gives a call the id that it has in this body. */
export type Identify = (call: ToolCall) => string;

/**
 * A turn of the model, its parts in their order. Signatures go where Gemini puts its own: on the words behind a thought, or on an
 * empty text. Of the calls of a turn the first has to be signed, and only that one.
 */
export function renderAnswer(parts: readonly Part[], identify: Identify, writing: Writing): readonly JsonObject[] {
  const out: JsonObject[] = [];
  let signature = '';
  let called = false;
  const settle = (): void => {
    if (signature !== '') out.push({ text: '', ...writeSignature(signature) });
    signature = '';
  };
  for (const part of parts) {
    switch (part.type) {
      case 'text':
      case 'refusal':
        if (part.text === '') break;
        out.push({ text: part.text, ...writeSignature(signature) });
        signature = '';
        if ('citations' in part) writing.losses.lose('citations', 'cosmetic');
        break;
      case 'thinking':
        settle();
        if (isMinted(part.signature)) {
          writing.losses.lose('thinking of earlier turns', 'cosmetic');
          break;
        }
        if (part.text !== '') out.push({ text: part.text, thought: true });
        ({ signature } = part);
        break;
      case 'tool-call': {
        settle();
        const given = isMinted(part.signature ?? '') ? '' : (part.signature ?? '');
        const call = { id: identify(part), name: validName(part.name), args: part.input };
        out.push({ functionCall: call, ...writeSignature(given === '' && !called ? NO_SIGNATURE : given) });
        called = true;
        break;
      }
      case 'media':
        settle();
        out.push(...renderMedia(part, writing));
        break;
      case 'sealed-thinking':
        // Only another maker can read it.
        writing.losses.lose('thinking of earlier turns', 'cosmetic');
        break;
      case 'tool-result':
        break;
    }
  }
  settle();
  return out;
}

/** Pictures, documents, sounds and films, in place or at an address. */
export function renderMedia(part: Media, { quirks, losses }: Writing): readonly JsonObject[] {
  const { source } = part;
  const mediaType = part.mediaType === 'image/jpg' ? 'image/jpeg' : part.mediaType;
  const lost = (what: string): readonly JsonObject[] => {
    losses.lose(what, 'blocking');
    return [];
  };
  if (part.cache !== undefined) losses.lose('cache_control', 'cosmetic');
  if (mediaType.startsWith('image/') && quirks.noImages === true) return lost('images');
  if (mediaType === 'application/pdf' && quirks.noPdf === true) return lost('PDF');
  if (source.kind === 'base64') {
    // Gemini's own API refuses `displayName`, which Vertex takes; no recorded request has it.
    return [{ inlineData: { mimeType: mediaType, data: source.data } }];
  }
  if (quirks.noImageUrls === true || !/^https?:/i.test(source.url))
    return lost(mediaType.startsWith('image/') ? 'image URLs' : 'document URLs');
  // A vague type would be refused; without any, Google looks at what it finds there.
  const known = mediaType.includes('*') ? mediaTypeOf(source.url) : mediaType;
  return [{ fileData: { fileUri: source.url, ...(known !== '' && { mimeType: known }) } }];
}
