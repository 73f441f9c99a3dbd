import type { Part } from '../../model/conversation.ts';
import type { Losses } from '../fields.ts';
import type { Quirks } from '../protocol.ts';

/** What a rendering writes under: the rules of who reads it, and what it could not say. */
export type Writing = { readonly quirks: Quirks; readonly losses: Losses };

/** What llama.cpp can decode; WebP is decoded by Ollama. */
const IMAGES = new Set(['image/png', 'image/jpeg', 'image/jpg', 'image/gif', 'image/bmp', 'image/webp']);

/** What is shown or told in the place of a picture or document; one of both is empty. */
type Shown = { readonly text: string; readonly image: string };

/** A picture as base64 and a text as words; everything else blocks. */
export function renderMedia(
  { mediaType, source, name }: Extract<Part, { readonly type: 'media' }>,
  { quirks, losses }: Writing,
): Shown {
  const lost = (what: string): Shown => {
    losses.lose(what, 'blocking');
    return { text: '', image: '' };
  };
  const isImage = mediaType.startsWith('image/');
  if (isImage && quirks.noImages === true) return lost('images');
  // The server fetches nothing.
  if (source.kind === 'url') return lost(isImage ? 'image URLs' : 'document URLs');
  if (IMAGES.has(mediaType)) return { text: '', image: source.data };
  if (mediaType.startsWith('text/') || mediaType === 'application/json') {
    const text = Buffer.from(source.data, 'base64').toString('utf8');
    return { text: name === '' ? text : `${name}:\n${text}`, image: '' };
  }
  return lost(mediaType);
}
