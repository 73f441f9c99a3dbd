import { describe, expect, it } from 'vitest';
import type { Part } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { text } from '../testing/parts.ts';
import { openaiChat } from './index.ts';

const HELLO = { role: 'user', content: 'Hello' };
const unsaid = (body: JsonObject) => openaiChat.parseRequest({ model: 'm', ...body }).conversation.unsaid;

function messages(...list: readonly Json[]): readonly { readonly role: string; readonly parts: readonly Part[] }[] {
  return openaiChat.parseRequest({ model: 'm', messages: list }).conversation.messages;
}

const call = (id: string, input: JsonObject): Part => ({ type: 'tool-call', id, name: 'look', input });
const wireCall = (id: string, args: Json): Json => ({
  id,
  type: 'function',
  function: { name: 'look', arguments: args },
});
const part = (value: JsonObject) => messages({ role: 'user', content: [value] })[0]?.parts[0];
const media = (mediaType: string, source: JsonObject, name = '') => ({ type: 'media', mediaType, source, name });

describe('messages', () => {
  it('may be of the system wherever they stand, under either name', () => {
    expect(
      messages({ role: 'developer', content: 'Be short' }, HELLO, {
        role: 'system',
        content: [{ type: 'text', text: 'Now' }],
      }),
    ).toEqual([
      { role: 'system', parts: [text('Be short')] },
      { role: 'user', parts: [text('Hello')] },
      { role: 'system', parts: [text('Now')] },
    ]);
  });

  it('of tools become results in the turn of the user that follows the calls', () => {
    const turns = messages(
      HELLO,
      { role: 'assistant', content: null, tool_calls: [wireCall('a', '{"at":1}'), wireCall('b', '')] },
      { role: 'tool', tool_call_id: 'b', content: 'B' },
      { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'A' }] },
      { role: 'user', content: 'Well?' },
    );
    expect(turns.slice(1)).toEqual([
      { role: 'assistant', parts: [call('a', { at: 1 }), call('b', {})] },
      {
        role: 'user',
        parts: [
          { type: 'tool-result', callId: 'b', parts: [text('B')], failed: false },
          { type: 'tool-result', callId: 'a', parts: [text('A')], failed: false },
          text('Well?'),
        ],
      },
    ]);
  });

  it('of the old functions are read as calls and results, paired by their name', () => {
    const turns = messages(
      HELLO,
      { role: 'assistant', content: null, function_call: { name: 'look', arguments: '{}' } },
      { role: 'function', name: 'look', content: 'found' },
    );
    expect(turns.slice(1).map(({ parts }) => parts)).toEqual([
      [call('look', {})],
      [{ type: 'tool-result', callId: 'look', parts: [text('found')], failed: false }],
    ]);
  });

  it.each([
    ['DeepSeek', { reasoning_content: 'Hm' }],
    ['OpenRouter', { reasoning: 'Hm' }],
    ['Mistral', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] }],
  ])('of the assistant keep their thinking as %s says it', (_, fields) => {
    expect(messages(HELLO, { role: 'assistant', content: null, ...fields })[1]?.parts).toEqual([
      { type: 'thinking', text: 'Hm', signature: '' },
    ]);
  });

  it('of the assistant keep a refusal, as a field or as a part', () => {
    const refusal: Part = { type: 'refusal', text: 'No' };
    expect(messages(HELLO, { role: 'assistant', content: null, refusal: 'No' })[1]?.parts).toEqual([refusal]);
    const part = { type: 'refusal', refusal: 'No' };
    expect(messages(HELLO, { role: 'assistant', content: [part] })[1]?.parts).toEqual([refusal]);
  });

  it.each([
    ['are no JSON', '{"at":'],
    ['are no object', '[1]'],
    ['are nested without end', `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
  ])('keep a call whose arguments %s: the model wrote them, and the conversation has to go on', (_, args) => {
    const turns = messages(HELLO, { role: 'assistant', tool_calls: [wireCall('a', args)] });
    expect(turns[1]?.parts).toEqual([call('a', { arguments: args })]);
  });

  it('name their speakers, which no other dialect can', () => {
    expect(unsaid({ messages: [{ ...HELLO, name: 'Ada' }] })).toEqual([
      { what: 'messages.name', weight: 'behavioural' },
    ]);
  });
});

describe('parts', () => {
  it.each<[string, JsonObject, JsonObject]>([
    [
      'a picture in its address',
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      media('image/png', { kind: 'base64', data: 'AAAA' }),
    ],
    [
      'a picture elsewhere',
      { type: 'image_url', image_url: { url: 'https://x.test/a.png' } },
      media('image/*', { kind: 'url', url: 'https://x.test/a.png' }),
    ],
    [
      'a picture as Mistral writes it',
      { type: 'image_url', image_url: 'https://x.test/a.png' },
      media('image/*', { kind: 'url', url: 'https://x.test/a.png' }),
    ],
    [
      'a document as Mistral writes it',
      { type: 'document_url', document_url: 'https://x.test/a.pdf' },
      media('application/pdf', { kind: 'url', url: 'https://x.test/a.pdf' }),
    ],
    [
      'sound',
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } },
      media('audio/mp3', { kind: 'base64', data: 'AAAA' }),
    ],
    [
      'a file in an address',
      { type: 'file', file: { filename: 'a.txt', file_data: 'data:text/plain;base64,AAAA' } },
      media('text/plain', { kind: 'base64', data: 'AAAA' }, 'a.txt'),
    ],
    [
      'a file as base64 alone',
      { type: 'file', file: { filename: 'a.pdf', file_data: 'AAAA' } },
      media('application/pdf', { kind: 'base64', data: 'AAAA' }, 'a.pdf'),
    ],
    [
      'a file elsewhere, as OpenRouter takes it',
      { type: 'file', file: { file_data: 'https://x.test/a.pdf' } },
      media('application/pdf', { kind: 'url', url: 'https://x.test/a.pdf' }),
    ],
  ])('may be %s', (_, value, wanted) => {
    expect(part(value)).toEqual(wanted);
  });

  it.each<[string, JsonObject]>([
    ['file.file_id', { type: 'file', file: { file_id: 'file-1' } }],
    ['content.video_url', { type: 'video_url', video_url: { url: 'https://x.test/a.mp4' } }],
  ])('that nobody else can read block: %s', (what, value) => {
    expect(unsaid({ messages: [{ role: 'user', content: [value] }] })).toEqual([{ what, weight: 'blocking' }]);
  });
});
