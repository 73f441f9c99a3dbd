import type { Part, Role } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Quirks } from '../protocol.ts';
import { cacheControl } from '../cache-hints.ts';
import type { Losses } from '../fields.ts';
import type { Strictness } from './schema.ts';
import { isOwnSignature, validName } from './terms.ts';

const IMAGES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

type Media = Extract<Part, { readonly type: 'media' }>;

/** What writing a request needs to know and to note. `strictness`: what the model is already held to in this request. */
export type Writing = { readonly quirks: Quirks; readonly losses: Losses; readonly strictness: Strictness };

/** The parts of one message as blocks. Ids of calls are left as they are; `answerCalls` makes them fit. */
export function renderParts(parts: readonly Part[], role: Role, writing: Writing): readonly JsonObject[] {
  return parts.flatMap((part) => renderPart(part, role, writing));
}

function renderPart(part: Part, role: Role, writing: Writing): readonly JsonObject[] {
  const { losses } = writing;
  switch (part.type) {
    case 'text':
      // What proves a citation to Anthropic has no word here, and without it the whole request would fail.
      if (part.citations !== undefined) losses.lose('citations', 'cosmetic');
      return renderText(part.text, cacheControl(part.cache));
    case 'refusal':
      return renderText(part.text);
    case 'thinking':
      // Only what Claude itself has signed may come back; anything else would make the whole request fail.
      if (role === 'assistant' && isOwnSignature(part.signature)) {
        return [{ type: 'thinking', thinking: part.text, signature: part.signature }];
      }
      losses.lose('thinking of earlier turns', 'cosmetic');
      return [];
    case 'sealed-thinking':
      if (role === 'assistant' && isOwnSignature(part.data)) return [{ type: 'redacted_thinking', data: part.data }];
      losses.lose('thinking of earlier turns', 'cosmetic');
      return [];
    case 'media':
      if (role !== 'assistant') {
        return renderMedia(part, writing).map((block) => ({ ...block, ...cacheControl(part.cache) }));
      }
      losses.lose('media of the assistant', 'behavioural');
      return [];
    case 'tool-call':
      if (part.signature !== undefined) losses.lose('thinking of earlier turns', 'cosmetic');
      if (role === 'assistant') {
        return [{ type: 'tool_use', id: part.id, name: validName(part.name), input: part.input }];
      }
      losses.lose('tool call outside an answer', 'behavioural');
      return [];
    case 'tool-result':
      return [renderResult(part, writing)];
  }
}

/** Anthropic refuses text that is empty or nothing but space. */
export function renderText(text: string, hint: JsonObject = {}): readonly JsonObject[] {
  return text.trim() === '' ? [] : [{ type: 'text', text, ...hint }];
}

function renderResult(part: Extract<Part, { readonly type: 'tool-result' }>, writing: Writing): JsonObject {
  const [first, ...rest] = part.parts;
  const only = first?.type === 'text' && first.cache === undefined && rest.length === 0 ? first.text : null;
  const blocks = only === null ? renderParts(part.parts, 'user', writing) : [];
  return {
    type: 'tool_result',
    tool_use_id: part.callId,
    ...(only !== null && only.trim() !== '' && { content: only }),
    ...(blocks.length > 0 && { content: blocks }),
    ...(part.failed && { is_error: true }),
    ...cacheControl(part.cache),
  };
}

function renderMedia(part: Media, { quirks, losses }: Writing): readonly JsonObject[] {
  const mediaType = part.mediaType === 'image/jpg' ? 'image/jpeg' : part.mediaType;
  const lost = (what: string): readonly JsonObject[] => {
    losses.lose(what, 'blocking');
    return [];
  };
  if (mediaType.startsWith('image/') && quirks.noImages === true) return lost('images');
  if (mediaType === 'application/pdf' && quirks.noPdf === true) return lost('PDF');
  if (part.source.kind === 'url') {
    const { url } = part.source;
    if (quirks.noImageUrls === true || !/^https?:/i.test(url))
      return lost(mediaType.startsWith('image/') ? 'image URLs' : 'document URLs');
    if (mediaType.startsWith('image/')) return [{ type: 'image', source: { type: 'url', url } }];
    return mediaType === 'application/pdf' ? [document(part, { type: 'url', url })] : lost(mediaType);
  }
  const { data } = part.source;
  if (IMAGES.has(mediaType)) return [{ type: 'image', source: { type: 'base64', media_type: mediaType, data } }];
  if (mediaType === 'application/pdf') return [document(part, { type: 'base64', media_type: mediaType, data })];
  if (!mediaType.startsWith('text/')) return lost(mediaType);
  const text = Buffer.from(data, 'base64').toString('utf8');
  return text.trim() === '' ? [] : [document(part, { type: 'text', media_type: 'text/plain', data: text })];
}

function document({ name }: Media, source: JsonObject): JsonObject {
  return { type: 'document', source, ...(name !== '' && { title: name }) };
}
