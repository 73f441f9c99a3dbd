import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Message, type Part } from '../../model/conversation.ts';
import { at, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { MINT_MARK, type Quirks } from '../protocol.ts';
import { assistant, lossesOf, text, user } from '../testing/parts.ts';
import { gemini } from './index.ts';
import { NO_SIGNATURE } from './terms.ts';

const call = (id: string, name = 'look', signature?: string): Part => ({
  type: 'tool-call',
  id,
  name,
  input: {},
  ...(signature !== undefined && { signature }),
});
const PICTURE: Part = { type: 'media', mediaType: 'image/png', source: { kind: 'base64', data: 'AA==' }, name: '' };

type Written = {
  readonly contents: readonly Json[];
  readonly body: JsonObject;
  readonly losses: Record<string, string>;
};

function written(messages: readonly Message[], quirks: Quirks = {}, more: Partial<Conversation> = {}): Written {
  const options = { model: 'm', stream: false, maxOutputTokens: null, quirks };
  const { body, losses } = gemini.renderRequest({ ...ask(''), ...more, messages }, options);
  return {
    contents: listAt(body, 'contents'),
    body,
    losses: lossesOf({ losses }),
  };
}

/** The kinds of parts of each content: `user: text`. */
function shape(contents: readonly Json[]): readonly string[] {
  return contents.map((content) => {
    const kinds = listAt(content, 'parts').map((part) => Object.keys(part as JsonObject)[0] ?? '');
    return `${textAt(content, 'role')}: ${kinds.join(' ')}`;
  });
}

const signatures = (contents: readonly Json[]): readonly string[] =>
  contents.flatMap((content) => listAt(content, 'parts').map((part) => textAt(part, 'thoughtSignature')));

describe('signatures are written', () => {
  const turn = (...parts: readonly Part[]): readonly Json[] =>
    written([user(text('q')), assistant(...parts)]).contents.slice(1, 2);

  it('#33 on calls as they were, and as none on the first call of a turn that has none, and only there', () => {
    expect(signatures(turn(call('a', 'look', 'own'), call('b')))).toEqual(['own', '']);
    expect(signatures(turn(call('a'), call('b'), call('c')))).toEqual([NO_SIGNATURE, '', '']);
    expect(signatures(turn(call('a', 'look', `${MINT_MARK}x`), call('b')))).toEqual([NO_SIGNATURE, '']);
  });

  it('#16 on the words behind a thought, and on an empty text where there are none', () => {
    const thought: Part = { type: 'thinking', text: 'T', signature: 'one' };
    expect(listAt(turn(thought, text('words'))[0], 'parts')).toEqual([
      { text: 'T', thought: true },
      { text: 'words', thoughtSignature: 'one' },
    ]);
    expect(listAt(turn(text('words'), { ...thought, text: '' })[0], 'parts')).toEqual([
      { text: 'words' },
      { text: '', thoughtSignature: 'one' },
    ]);
    expect(listAt(turn(thought, call('a', 'look', 'two'))[0], 'parts')).toMatchObject([
      { text: 'T', thought: true },
      { text: '', thoughtSignature: 'one' },
      { functionCall: { id: 'a' }, thoughtSignature: 'two' },
    ]);
  });

  it('#34 never of another maker: such a thought is left out, and so is one that is sealed', () => {
    const { contents, losses } = written([
      user(text('q')),
      assistant(
        { type: 'thinking', text: 'T', signature: `${MINT_MARK}x` },
        { type: 'sealed-thinking', data: 'x' },
        text('words'),
      ),
    ]);
    expect(contents[1]).toEqual({ role: 'model', parts: [{ text: 'words' }] });
    expect(losses).toEqual({ 'thinking of earlier turns': 'cosmetic' });
  });

  it('#41 and a turn that was nothing but such a thought is none', () => {
    const foreign: Part = { type: 'thinking', text: 'T', signature: `${MINT_MARK}x` };
    expect(shape(written([user(text('a')), assistant(foreign), user(text('b'))]).contents)).toEqual([
      'user: text',
      'user: text',
    ]);
  });
});

describe('turns of the user are written', () => {
  it.each<[string, Part, Quirks, unknown, Record<string, string>]>([
    ['a picture', PICTURE, {}, { inlineData: { mimeType: 'image/png', data: 'AA==' } }, {}],
    [
      'a picture without its name, which Gemini refuses',
      { ...PICTURE, mediaType: 'image/jpg', name: 'a.jpg' },
      {},
      { inlineData: { mimeType: 'image/jpeg', data: 'AA==' } },
      {},
    ],
    ['a picture that cannot be seen', PICTURE, { noImages: true }, undefined, { images: 'blocking' }],
    [
      'a PDF that cannot be read',
      { ...PICTURE, mediaType: 'application/pdf' },
      { noPdf: true },
      undefined,
      { PDF: 'blocking' },
    ],
    [
      'a picture at an address',
      { ...PICTURE, mediaType: 'image/*', source: { kind: 'url', url: 'https://x.org/a.webp' } },
      {},
      { fileData: { fileUri: 'https://x.org/a.webp', mimeType: 'image/webp' } },
      {},
    ],
    [
      'a picture at an address that does not say what it is',
      { ...PICTURE, mediaType: 'image/*', source: { kind: 'url', url: 'https://x.org/a' } },
      {},
      { fileData: { fileUri: 'https://x.org/a' } },
      {},
    ],
    [
      'a picture at an address where none is fetched',
      { ...PICTURE, source: { kind: 'url', url: 'https://x.org/a' } },
      { noImageUrls: true },
      undefined,
      { 'image URLs': 'blocking' },
    ],
  ])('with %s', (_, part, quirks, found, losses) => {
    const { contents, losses: lost } = written([user(part)], quirks);
    expect(at(contents[0], 'parts', 0)).toEqual(found ?? { text: '' });
    expect(lost).toEqual(losses);
  });
});
