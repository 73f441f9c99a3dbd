import { describe, expect, it } from 'vitest';
import { ask, type Message, type Part } from '../../model/conversation.ts';
import { listAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Quirks, Rendered } from '../protocol.ts';
import { lossesOf } from '../testing/parts.ts';
import { anthropic } from './index.ts';

const written = (messages: readonly Message[], quirks: Quirks = {}): Rendered =>
  anthropic.renderRequest({ ...ask(''), messages }, { model: 'm', stream: false, maxOutputTokens: null, quirks });
const turnsOf = (...messages: Message[]): readonly Json[] => listAt(written(messages).body, 'messages');

const user = (...parts: (Part | string)[]): Message => ({ role: 'user', parts: parts.map(partOf) });
const assistant = (...parts: (Part | string)[]): Message => ({ role: 'assistant', parts: parts.map(partOf) });
const partOf = (part: Part | string): Part => (typeof part === 'string' ? { type: 'text', text: part } : part);
const call = (id: string, name = 't'): Part => ({ type: 'tool-call', id, name, input: {} });

const media = (mediaType: string, source: Extract<Part, { type: 'media' }>['source'], name = ''): Part => ({
  type: 'media',
  mediaType,
  source,
  name,
});

describe('media are written', () => {
  const data = { kind: 'base64', data: 'w6k=' } as const;
  const url = { kind: 'url', url: 'https://x/y' } as const;

  it.each<[string, Part, JsonObject]>([
    [
      'a picture',
      media('image/jpg', data),
      { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'w6k=' } },
    ],
    ['a picture elsewhere', media('image/*', url), { type: 'image', source: { type: 'url', url: 'https://x/y' } }],
    [
      'a PDF with its name',
      media('application/pdf', data, 'N'),
      { type: 'document', title: 'N', source: { type: 'base64', media_type: 'application/pdf', data: 'w6k=' } },
    ],
    [
      'a PDF elsewhere',
      media('application/pdf', url),
      { type: 'document', source: { type: 'url', url: 'https://x/y' } },
    ],
    [
      'text',
      media('text/csv', data),
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'é' } },
    ],
  ])('%s', (_, part, block) => {
    expect(turnsOf(user(part))).toEqual([{ role: 'user', content: [block] }]);
    const inside = turnsOf(
      user('a'),
      assistant(call('x')),
      user({ type: 'tool-result', callId: 'x', parts: [part], failed: false }),
    );
    expect(listAt(inside[2], 'content', 0, 'content')).toEqual([block]);
  });

  it.each<[string, Part, Quirks, Record<string, string>]>([
    ['sound', media('audio/wav', data), {}, { 'audio/wav': 'blocking' }],
    ['film', media('video/mp4', url), {}, { 'video/mp4': 'blocking' }],
    ['a picture of another kind', media('image/bmp', data), {}, { 'image/bmp': 'blocking' }],
    ['a picture for the blind', media('image/png', data), { noImages: true }, { images: 'blocking' }],
    ['a PDF where none is read', media('application/pdf', data), { noPdf: true }, { PDF: 'blocking' }],
    ['an address for who cannot fetch', media('image/png', url), { noImageUrls: true }, { 'image URLs': 'blocking' }],
    [
      'an address that is none',
      media('image/png', { kind: 'url', url: 'file:///etc/passwd' }),
      {},
      { 'image URLs': 'blocking' },
    ],
  ])('not: %s', (_, part, quirks, losses) => {
    expect(lossesOf(written([user('a', part)], quirks))).toEqual(losses);
  });
});
