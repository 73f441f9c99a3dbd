import { describe, expect, it } from 'vitest';
import type { Conversation, Part } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { MINT_MARK } from '../protocol.ts';
import { gemini } from './index.ts';
import { NO_SIGNATURE } from './terms.ts';

const user = (...parts: readonly Json[]): JsonObject => ({ role: 'user', parts });
const model = (...parts: readonly Json[]): JsonObject => ({ role: 'model', parts });
const said = (...contents: readonly Json[]): Conversation => gemini.parseRequest({ contents }).conversation;
const partsOf = (content: Json): readonly Part[] => said(content).messages[0]?.parts ?? [];

const call = (name: string, id?: string, more: JsonObject = {}): JsonObject => ({
  functionCall: { name, args: {}, ...(id !== undefined && { id }) },
  ...more,
});
const result = (name: string, output: string, id?: string): JsonObject => ({
  functionResponse: { name, response: { output }, ...(id !== undefined && { id }) },
});

/** Every result with the id of the call that it answers, and the calls. */
function pairs(conversation: Conversation): { calls: readonly string[]; results: Record<string, string> } {
  const parts = conversation.messages.flatMap((message) => message.parts);
  return {
    calls: parts.flatMap((part) => (part.type === 'tool-call' ? [part.id] : [])),
    results: Object.fromEntries(
      parts.flatMap((part) => {
        const [first] = part.type === 'tool-result' ? part.parts : [];
        return part.type === 'tool-result' && first?.type === 'text' ? [[part.callId, first.text]] : [];
      }),
    ),
  };
}

describe('parts are read', () => {
  it.each<[string, JsonObject, readonly Part[]]>([
    [
      'a picture in place, in either spelling and either alphabet',
      user({ inline_data: { mime_type: 'image/png', data: '_-8=' } }),
      [{ type: 'media', mediaType: 'image/png', source: { kind: 'base64', data: '/+8=' }, name: '' }],
    ],
    [
      'a file on the web, with the type that its name says',
      user({ fileData: { fileUri: 'https://example.com/a.pdf?x=1', displayName: 'A' } }),
      [
        {
          type: 'media',
          mediaType: 'application/pdf',
          source: { kind: 'url', url: 'https://example.com/a.pdf?x=1' },
          name: 'A',
        },
      ],
    ],
    [
      'a film',
      user({ fileData: { fileUri: 'https://www.youtube.com/watch?v=x' } }),
      [
        {
          type: 'media',
          mediaType: 'video/*',
          source: { kind: 'url', url: 'https://www.youtube.com/watch?v=x' },
          name: '',
        },
      ],
    ],
    [
      'a thought with a signature of its own',
      model({ text: 't', thought: true, thoughtSignature: 's' }),
      [{ type: 'thinking', text: 't', signature: 's' }],
    ],
    [
      'a call with its signature',
      model(call('look', 'i', { thought_signature: 's' })),
      [{ type: 'tool-call', id: 'i', name: 'look', input: {}, signature: 's' }],
    ],
    [
      'a call that says that Gemini did not make it',
      model(call('look', 'i', { thoughtSignature: NO_SIGNATURE })),
      [{ type: 'tool-call', id: 'i', name: 'look', input: {} }],
    ],
    [
      'the same said without base64',
      model(call('look', 'i', { thoughtSignature: 'skip_thought_signature_validator' })),
      [{ type: 'tool-call', id: 'i', name: 'look', input: {} }],
    ],
    [
      'a signature that we minted, as it was before it went out',
      model({ text: '', thoughtSignature: Buffer.from(`${MINT_MARK}a.b`).toString('base64') }),
      [{ type: 'thinking', text: '', signature: `${MINT_MARK}a.b` }],
    ],
  ])('%s', (_, content, parts) => {
    expect(partsOf(content)).toEqual(parts);
    expect(said(content).unsaid).toEqual([]);
  });

  it('#16 keeps signatures where they are: behind a thought, on words and on an empty text', () => {
    expect(
      partsOf(
        model(
          { text: 'T', thought: true },
          { text: 'words', thoughtSignature: 'one' },
          { text: '', thoughtSignature: 'two' },
        ),
      ),
    ).toEqual([
      { type: 'thinking', text: 'T', signature: 'one' },
      { type: 'text', text: 'words' },
      { type: 'thinking', text: '', signature: 'two' },
    ]);
    expect(partsOf(model({ text: 'a' }, { text: 'b', thoughtSignature: 'x' }))).toEqual([
      { type: 'text', text: 'a' },
      { type: 'thinking', text: '', signature: 'x' },
      { type: 'text', text: 'b' },
    ]);
  });

  it('what a result says, as an output, as an error and as anything else', () => {
    const of = (response: JsonObject): unknown => partsOf(user({ functionResponse: { name: 'n', response } }))[0];
    const text = (words: string): unknown => [{ type: 'text', text: words }];
    expect(of({ output: 'fine' })).toMatchObject({ parts: text('fine'), failed: false });
    expect(of({ output: { a: 1 } })).toMatchObject({ parts: text('{"a":1}'), failed: false });
    expect(of({ error: 'no' })).toMatchObject({ parts: text('no'), failed: true });
    expect(of({ files: [1], error: 'no' })).toMatchObject({ parts: text('{"files":[1],"error":"no"}'), failed: false });
    expect(of({})).toMatchObject({ parts: [], failed: false });
  });

  it('#49 keeps pictures inside of results', () => {
    const parts = [{ inlineData: { mimeType: 'image/png', data: 'AA==' } }];
    expect(partsOf(user({ functionResponse: { name: 'n', response: { output: 'x' }, parts } }))).toMatchObject([
      { type: 'tool-result', parts: [{ type: 'text' }, { type: 'media', mediaType: 'image/png' }] },
    ]);
  });
});

it('what Google’s clients keep piece by piece is one turn', () => {
  const pieces = [
    model({ text: 'Hm', thought: true }),
    model({ text: ', well', thought: true }),
    model({ text: '', thoughtSignature: 's' }),
    model({ text: 'Hel' }),
    model({ text: 'lo' }, call('look', 'a')),
    model(call('find', 'b')),
  ];
  const { messages } = said(
    user({ text: 'q' }),
    ...pieces,
    user(result('look', 'r', 'a')),
    user(result('find', 's', 'b')),
  );
  expect(messages[1]?.parts).toEqual([
    { type: 'thinking', text: 'Hm, well', signature: 's' },
    { type: 'text', text: 'Hello' },
    { type: 'tool-call', id: 'a', name: 'look', input: {} },
    { type: 'tool-call', id: 'b', name: 'find', input: {} },
  ]);
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'user']);
});

describe('results are paired with calls', () => {
  it('#46 by the order of their names, in one content or in several', () => {
    const calls = model(call('look'), call('find'), call('look'));
    const one = user(result('look', 'first'), result('look', 'second'), result('find', 'found'));
    const several = [user(result('find', 'found')), user(result('look', 'first')), user(result('look', 'second'))];
    for (const contents of [[one], several]) {
      expect(pairs(said(user({ text: 'q' }), calls, ...contents))).toEqual({
        calls: ['call_look_1', 'call_find_1', 'call_look_2'],
        results: { call_look_1: 'first', call_find_1: 'found', call_look_2: 'second' },
      });
    }
  });

  it('#58 by id where there is one, and by name where the id belongs to no call', () => {
    const calls = model(call('look', 'a'), call('look', 'b'));
    expect(pairs(said(calls, user(result('look', 'two', 'b'), result('look', 'one', 'a')))).results).toEqual({
      a: 'one',
      b: 'two',
    });
    expect(pairs(said(model(call('look')), user(result('look', 'one', 'other')))).results).toEqual({
      call_look_1: 'one',
    });
  });

  it('of the turn before only, with ids that differ where the caller gives the same one twice', () => {
    const turn = (output: string): readonly Json[] => [model(call('look', 'x')), user(result('look', output, 'x'))];
    expect(pairs(said(...turn('one'), ...turn('two')))).toEqual({
      calls: ['x', 'call_look_1'],
      results: { x: 'one', call_look_1: 'two' },
    });
    // A call that was never answered does not get the result of a later one.
    expect(
      pairs(said(model(call('look')), user({ text: 'stop' }), model(call('look')), user(result('look', 'r')))),
    ).toEqual({
      calls: ['call_look_1', 'call_look_2'],
      results: { call_look_2: 'r' },
    });
  });

  it('and one that answers nothing is nobody’s', () => {
    expect(pairs(said(user(result('look', 'r')))).results).toEqual({ result_look_1: 'r' });
    expect(
      pairs(said(model(call('look', 'a')), user(result('look', 'r', 'a'), result('look', 's', 'a')))).results,
    ).toEqual({
      a: 'r',
      result_look_1: 's',
    });
  });
});
