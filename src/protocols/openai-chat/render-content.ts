import type { Part } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { hintOf, type Writing } from './writing.ts';

/** What the content of a message is: a text, or parts. */
export type Content = string | readonly JsonObject[];

/**
 * Text alone stays a text, which every server reads; only pictures, documents and hints need a list of parts. Null when there is
 * nothing to say.
 */
export function renderContent(parts: readonly Part[], writing: Writing, isSystem: boolean): Content | null {
  const blocks = parts.flatMap((part) => renderPart(part, writing));
  if (blocks.length === 0) return null;
  if (isSystem && blocks.some(({ type }) => type !== 'text')) {
    writing.losses.lose('media in the system text', 'blocking');
  }
  const texts = blocks.flatMap((block) => plainText(block));
  return texts.length === blocks.length && (isSystem || texts.length === 1) ? texts.join('\n\n') : blocks;
}

/** The text of a part that is nothing else. */
export function plainText(block: JsonObject): readonly string[] {
  const { type, text, ...rest } = block;
  return type === 'text' && typeof text === 'string' && Object.keys(rest).length === 0 ? [text] : [];
}

/** A text with a hint is a list of one part. */
export function renderText(text: string, hint: JsonObject): Content {
  return Object.keys(hint).length === 0 ? text : [{ type: 'text', text, ...hint }];
}

function renderPart(part: Part, writing: Writing): readonly JsonObject[] {
  switch (part.type) {
    case 'text':
      if (part.citations !== undefined) writing.losses.lose('citations', 'cosmetic');
      return part.text === '' ? [] : [{ type: 'text', text: part.text, ...hintOf(part.cache, writing) }];
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'media':
      return renderMedia(part, writing).map((block) => ({ ...block, ...hintOf(part.cache, writing) }));
    case 'thinking':
    case 'sealed-thinking':
    case 'tool-call':
    case 'tool-result':
      return [];
  }
}

const SOUNDS: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mp3': 'mp3',
  'audio/mpeg': 'mp3',
};

function renderMedia(
  { mediaType, source, name }: Extract<Part, { type: 'media' }>,
  { quirks, losses }: Writing,
): readonly JsonObject[] {
  const lose = (what: string): readonly JsonObject[] => {
    losses.lose(what, 'blocking');
    return [];
  };
  if (mediaType.startsWith('image/')) {
    if (quirks.noImages === true) return lose('images');
    if (source.kind === 'url' && quirks.noImageUrls === true) return lose('image URLs');
    const url = source.kind === 'url' ? source.url : `data:${mediaType};base64,${source.data}`;
    return [{ type: 'image_url', image_url: { url } }];
  }
  if (source.kind === 'url') return lose('document URLs');
  if (mediaType.startsWith('text/') || mediaType === 'application/json') {
    const text = Buffer.from(source.data, 'base64').toString('utf8');
    return [{ type: 'text', text: name === '' ? text : `${name}:\n${text}` }];
  }
  if (mediaType === 'application/pdf') {
    if (quirks.noPdf === true) return lose('PDF');
    const filename = name === '' ? 'document.pdf' : name;
    return [{ type: 'file', file: { filename, file_data: `data:${mediaType};base64,${source.data}` } }];
  }
  const format = SOUNDS[mediaType];
  return format === undefined ? lose(mediaType) : [{ type: 'input_audio', input_audio: { data: source.data, format } }];
}
