import { describe, expect, it } from 'vitest';
import { ask, type Conversation, type Message, type Part } from '../../model/conversation.ts';
import { at, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { Quirks } from '../protocol.ts';
import { assistant, lossesOf, result, system, text, user } from '../testing/parts.ts';
import { gemini } from './index.ts';

const call = (id: string, name = 'look'): Part => ({ type: 'tool-call', id, name, input: {} });
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

describe('calls and results are written', () => {
  it('#46 with all results of a turn in one content, in the order of the calls, and nothing beside them', () => {
    const { contents, losses } = written([
      user(text('q')),
      assistant(text('Let me see'), call('a', 'look'), call('b', 'find')),
      user(result('b', text('found')), text('and?'), result('a', text('seen'))),
    ]);
    expect(shape(contents)).toEqual([
      'user: text',
      'model: text functionCall functionCall',
      'user: functionResponse functionResponse',
      'user: text',
    ]);
    expect(listAt(contents[2], 'parts')).toEqual([
      { functionResponse: { id: 'a', name: 'look', response: { output: 'seen' } } },
      { functionResponse: { id: 'b', name: 'find', response: { output: 'found' } } },
    ]);
    expect(losses).toEqual({});
  });

  it('#46 also where the results came in several turns', () => {
    const turns = [
      user(text('q')),
      assistant(call('a')),
      assistant(call('b')),
      user(result('a', text('1'))),
      user(result('b', text('2'))),
    ];
    expect(shape(written(turns).contents)).toEqual([
      'user: text',
      'model: functionCall functionCall',
      'user: functionResponse functionResponse',
    ]);
  });

  it('#47 #49 with pictures in a content of their own, where results may not hold them', () => {
    const turns = [user(text('q')), assistant(call('a')), user(result('a', text('here'), PICTURE), text('and?'))];
    const { contents, losses } = written(turns);
    expect(shape(contents)).toEqual([
      'user: text',
      'model: functionCall',
      'user: functionResponse',
      'user: text inlineData text',
    ]);
    expect(losses).toEqual({ 'media in a tool result': 'cosmetic' });
  });

  it('#49 with pictures and documents inside of results, where they may hold them, and the rest beside', () => {
    const pdf: Part = { ...PICTURE, mediaType: 'application/pdf' };
    const sound: Part = { ...PICTURE, mediaType: 'audio/wav' };
    const turns = [user(text('q')), assistant(call('a')), user(result('a', PICTURE, pdf, sound))];
    const { contents } = written(turns, { mediaInResults: true });
    expect(at(contents[2], 'parts', 0, 'functionResponse')).toEqual({
      id: 'a',
      name: 'look',
      response: { output: 'See what follows.' },
      parts: [
        { inlineData: { mimeType: 'image/png', data: 'AA==' } },
        { inlineData: { mimeType: 'application/pdf', data: 'AA==' } },
      ],
    });
    expect(shape(contents.slice(3))).toEqual(['user: text inlineData']);
    const only = written([user(text('q')), assistant(call('a')), user(result('a', PICTURE))], { mediaInResults: true });
    expect(at(only.contents[2], 'parts', 0, 'functionResponse', 'response')).toEqual({});
  });

  it('#48 with a result for a call that was never answered, and words for a result of no call', () => {
    const { contents, losses } = written([
      user(text('q')),
      assistant(call('a')),
      user(text('stop')),
      user(result('x', text('lost'))),
    ]);
    expect(at(contents[2], 'parts', 0, 'functionResponse')).toEqual({
      id: 'a',
      name: 'look',
      response: { error: '[no result]' },
    });
    expect(JSON.stringify(contents)).toContain('Result of a tool call that is not shown (x):\\nlost');
    expect(losses).toEqual({ 'call without a result': 'behavioural', 'result without a call': 'behavioural' });
    expect(shape(written([user(text('q')), assistant(call('a'))]).contents).at(-1)).toBe('user: functionResponse');
  });

  it('#61 with failures as errors', () => {
    const failed: Part = { type: 'tool-result', callId: 'a', parts: [text('no such file')], failed: true };
    const { contents } = written([user(text('q')), assistant(call('a')), user(failed)]);
    expect(at(contents[2], 'parts', 0, 'functionResponse', 'response')).toEqual({ error: 'no such file' });
  });

  it('#58 with ids that are the same in call and result, and unlike all others', () => {
    const turn = [assistant(call('x'), call('x')), user(result('x', text('1')), result('x', text('2')))];
    const { contents } = written([user(text('q')), ...turn]);
    const ids = (place: number, kind: string): unknown =>
      listAt(contents[place], 'parts').map((part) => at(part, kind, 'id'));
    expect(ids(1, 'functionCall')).toEqual(['x', 'x_2']);
    expect(ids(2, 'functionResponse')).toEqual(['x', 'x_2']);
  });

  it('#65 under names that Gemini accepts, in every place', () => {
    const name = '1 tool/with a very long name'.padEnd(90, 'x');
    const tools = [{ name, description: '', inputSchema: {}, strict: false }];
    const turns = [user(text('q')), assistant(call('a', name)), user(result('a', text('1')))];
    const { contents, body } = written(turns, {}, { tools, toolChoice: { kind: 'tool', name } });
    const names = [
      textAt(contents[1], 'parts', 0, 'functionCall', 'name'),
      textAt(contents[2], 'parts', 0, 'functionResponse', 'name'),
      textAt(body, 'tools', 0, 'functionDeclarations', 0, 'name'),
      textAt(body, 'toolConfig', 'functionCallingConfig', 'allowedFunctionNames', 0),
    ];
    expect(new Set(names)).toEqual(new Set([gemini.toolName(name)]));
    expect(names[0]).toMatch(/^[A-Za-z_][\w.:-]{0,63}$/);
    expect(gemini.toolName('1')).not.toBe(gemini.toolName('_1'));
    expect(gemini.toolName('ns.tool:a-b_c')).toBe('ns.tool:a-b_c');
  });
});

describe('turns are written', () => {
  it('#73 with what the system says later as a reminder where it was said, behind results', () => {
    const { contents, body, losses } = written([
      system('first'),
      user(text('q')),
      assistant(call('a')),
      system('later'),
      user(result('a', text('r'))),
    ]);
    expect(at(body, 'systemInstruction')).toEqual({ parts: [{ text: 'first' }] });
    expect(shape(contents)).toEqual(['user: text', 'model: functionCall', 'user: functionResponse', 'user: text']);
    expect(textAt(contents[3], 'parts', 0, 'text')).toBe('<system-reminder>\nlater\n</system-reminder>');
    expect(losses).toEqual({ 'system between turns': 'behavioural' });
  });

  it('#76 with an empty word of the user where there is none', () => {
    expect(written([system('Tell a joke.')]).contents).toEqual([{ role: 'user', parts: [{ text: '' }] }]);
    expect(shape(written([assistant(call('a')), user(result('a', text('r')))]).contents)).toEqual([
      'user: text',
      'model: functionCall',
      'user: functionResponse',
    ]);
  });

  it('with the model’s own last words to go on from, where it may', () => {
    const turns = [user(text('q')), assistant(text('It is'))];
    expect(shape(written(turns).contents)).toEqual(['user: text', 'model: text']);
    expect(written(turns).losses).toEqual({});
    const told = written(turns, { noPrefill: true });
    expect(told.contents.at(-1)).toEqual({ role: 'user', parts: [{ text: 'Continue.' }] });
    expect(told.losses).toEqual({ prefill: 'behavioural' });
  });
});
