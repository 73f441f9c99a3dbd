import type { CacheTime, Citation, Part } from '../../model/conversation.ts';
import { at, isArray, listAt, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import {
  bad,
  fieldOf,
  join,
  loseOthers,
  type Losses,
  objectField,
  objectOf,
  requiredText,
  textField,
} from '../fields.ts';
import { typeOf } from './terms.ts';

/** What a message or the output of a call holds: a text or a list of parts. */
export function parseContent(content: Json | undefined, path: string, losses: Losses): readonly Part[] {
  if (content === undefined) return [];
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!isArray(content)) throw bad(path, 'a text or a list of parts was expected');
  return content.flatMap((value, index) => parsePart(objectOf(value, join(path, index)), join(path, index), losses));
}

function parsePart(part: JsonObject, path: string, losses: Losses): readonly Part[] {
  const type = requiredText(part, 'type', path);
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text': {
      loseOthers(part, ['type', 'text', 'annotations', 'logprobs', 'prompt_cache_breakpoint'], type, losses);
      const text = requiredText(part, 'text', path);
      const citations = listAt(part, 'annotations').flatMap(parseAnnotation);
      if (text === '') return [];
      return [{ type: 'text', text, ...(citations.length > 0 && { citations }), ...cacheOf(part, path) }];
    }
    case 'refusal':
      return [{ type, text: requiredText(part, 'refusal', path) }];
    case 'input_image':
      loseOthers(part, ['type', 'image_url', 'file_id', 'detail', 'prompt_cache_breakpoint'], type, losses);
      if ((fieldOf(part, 'detail') ?? 'auto') !== 'auto') losses.lose('input_image.detail', 'cosmetic');
      return parseImage(part, path, losses);
    case 'input_file':
      // oxfmt-ignore
      loseOthers(part, [
        'type', 'file_data', 'file_url', 'file_id', 'filename', 'detail', 'prompt_cache_breakpoint',
      ], type, losses);
      return parseFile(part, path, losses);
    case 'input_audio': {
      const audio = objectOf(fieldOf(part, type) ?? null, join(path, type));
      const data = requiredText(audio, 'data', join(path, type));
      const mediaType = `audio/${textField(audio, 'format', join(path, type)) ?? 'wav'}`;
      return [{ type: 'media', mediaType, source: { kind: 'base64', data }, name: '' }];
    }
    default:
      // What the question is about, perhaps.
      losses.lose(`content.${type}`, 'blocking');
      return [];
  }
}

function parseImage(part: JsonObject, path: string, losses: Losses): readonly Part[] {
  const url = textField(part, 'image_url', path);
  if (url === undefined) {
    // It lies at the provider; without it the answer would be about nothing.
    losses.lose('input_image.file_id', 'blocking');
    return [];
  }
  const inside = mediaAt(url, join(path, 'image_url'));
  const media = inside ?? { type: 'media', mediaType: 'image/*', source: { kind: 'url', url }, name: '' };
  return [{ ...media, ...cacheOf(part, path) }];
}

function parseFile(part: JsonObject, path: string, losses: Losses): readonly Part[] {
  const name = textField(part, 'filename', path) ?? '';
  const data = textField(part, 'file_data', path) ?? '';
  const url = textField(part, 'file_url', path) ?? '';
  const cache = cacheOf(part, path);
  if (data !== '') {
    const inside = mediaAt(data, join(path, 'file_data'));
    // Plain base64 is taken, too, and nearly all of these files are PDF.
    const media = inside ?? { type: 'media', mediaType: 'application/pdf', source: { kind: 'base64', data } };
    return [{ ...media, name, ...cache }];
  }
  if (url !== '')
    return [{ type: 'media', mediaType: 'application/pdf', source: { kind: 'url', url }, name, ...cache }];
  losses.lose('input_file.file_id', 'blocking');
  return [];
}

type Media = Extract<Part, { readonly type: 'media' }>;

/** A picture or document that stands in its own address, `data:image/png;base64,…`; null for other addresses. */
function mediaAt(url: string, path: string): Media | null {
  if (!url.startsWith('data:')) return null;
  const [, mediaType, data] = /^data:([^;,]+)[^,]*;base64,([\s\S]*)$/.exec(url) ?? [];
  if (mediaType === undefined || data === undefined) throw bad(path, 'a data URL in base64 was expected');
  return { type: 'media', mediaType, source: { kind: 'base64', data }, name: '' };
}

/** Marks here last half an hour or half a day; ours are named after the shorter and the longer time of most others. */
function cacheOf(part: JsonObject, path: string): { readonly cache?: CacheTime } {
  const mark = objectField(part, 'prompt_cache_breakpoint', path);
  return mark === undefined ? {} : { cache: textAt(mark, 'ttl') === '12h' ? '1h' : '5m' };
}

/** Where a text comes from. Files have no address, only a name and the place behind which they are cited. */
export function parseAnnotation(annotation: Json): readonly Citation[] {
  switch (typeOf(annotation)) {
    case 'url_citation':
      return [
        {
          start: Math.max(0, numberAt(annotation, 'start_index')),
          end: Math.max(0, numberAt(annotation, 'end_index')),
          url: textAt(annotation, 'url'),
          title: textAt(annotation, 'title'),
          quote: '',
        },
      ];
    case 'file_citation':
    case 'container_file_citation': {
      const place = Math.max(0, numberAt(annotation, 'index'), numberAt(annotation, 'end_index'));
      const start = at(annotation, 'start_index') === undefined ? place : numberAt(annotation, 'start_index');
      return [{ start: Math.max(0, start), end: place, url: '', title: textAt(annotation, 'filename'), quote: '' }];
    }
    default:
      return [];
  }
}

/** The way back. What has no address is cited like a file, whose name is all that is known of it. */
export function renderAnnotation({ start, end, url, title }: Citation): JsonObject {
  if (url === '') return { type: 'file_citation', file_id: title, filename: title, index: end };
  return { type: 'url_citation', start_index: start, end_index: end, url, title };
}
