import { describe, expect, it } from 'vitest';
import type { Conversation, Thinking } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { gemini } from './index.ts';

const user = (...parts: readonly Json[]): JsonObject => ({ role: 'user', parts });
const model = (...parts: readonly Json[]): JsonObject => ({ role: 'model', parts });
const asking = (body: JsonObject): Conversation =>
  gemini.parseRequest({ contents: [user({ text: 'hi' })], ...body }).conversation;
const lossesOf = (body: JsonObject): Record<string, string> =>
  Object.fromEntries(asking(body).unsaid.map(({ what, weight }) => [what, weight]));

describe('instructions are read', () => {
  it.each<[string, Json]>([
    ['a content', { role: 'user', parts: [{ text: 'Be brief.' }] }],
    ['a content without a role', { parts: [{ text: 'Be brief.' }] }],
    ['a content with its only part', { parts: { text: 'Be brief.' } }],
    ['a part', { text: 'Be brief.' }],
    ['a list of parts', [{ text: 'Be brief.' }]],
    ['a list of texts', ['Be brief.']],
    ['a text', 'Be brief.'],
  ])('from %s', (_, systemInstruction) => {
    const first = { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] };
    expect(asking({ systemInstruction }).messages[0]).toEqual(first);
    expect(asking({ system_instruction: systemInstruction }).messages[0]).toEqual(first);
  });
});

describe('settings are read', () => {
  it('all of them, in either spelling', () => {
    const generationConfig = {
      temperature: 0.5,
      top_p: 0.9,
      topK: 40,
      max_output_tokens: '100',
      stopSequences: ['END', ''],
      seed: 7,
      presencePenalty: 0.1,
      frequency_penalty: 0.2,
    };
    expect(asking({ generation_config: generationConfig }).settings).toEqual({
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      maxTokens: 100,
      stop: ['END'],
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
    });
  });

  it.each<[string, JsonObject, Thinking]>([
    ['nothing', {}, { kind: 'default' }],
    ['no showing', { includeThoughts: false }, { kind: 'default' }],
    ['showing', { include_thoughts: true }, { kind: 'on', effort: null, budgetTokens: null }],
    ['no budget', { thinkingBudget: 0 }, { kind: 'off' }],
    ['any budget', { thinkingBudget: -1 }, { kind: 'on', effort: null, budgetTokens: null }],
    ['a budget', { thinking_budget: 2_000 }, { kind: 'on', effort: null, budgetTokens: 2_000 }],
    ['a level', { thinkingLevel: 'HIGH', includeThoughts: true }, { kind: 'on', effort: 'high', budgetTokens: null }],
    ['a level in small letters', { thinkingLevel: 'minimal' }, { kind: 'on', effort: 'minimal', budgetTokens: null }],
  ])('how much to think: %s', (_, thinkingConfig, thinking) => {
    expect(asking({ generationConfig: { thinkingConfig } }).thinking).toEqual(thinking);
  });

  it('which form the answer has to have', () => {
    const of = (generationConfig: JsonObject): unknown => asking({ generationConfig }).output;
    expect(of({})).toEqual({ kind: 'text' });
    expect(of({ responseMimeType: 'application/json' })).toEqual({ kind: 'json' });
    const schema = { type: 'object', properties: { a: { type: ['string', 'null'] } } };
    const want = { kind: 'schema', name: 'answer', schema, strict: true };
    expect(of({ responseSchema: { type: 'OBJECT', properties: { a: { type: 'STRING', nullable: true } } } })).toEqual(
      want,
    );
    expect(of({ response_json_schema: schema })).toEqual(want);
    expect(lossesOf({ generationConfig: { responseMimeType: 'text/x.enum' } })).toEqual({
      'responseMimeType.text/x.enum': 'behavioural',
    });
  });

  it('#86 empty lists as nothing at all', () => {
    expect(lossesOf({ safetySettings: [], tools: [], generationConfig: { stopSequences: [] } })).toEqual({});
  });
});

describe('what has no word here is noted', () => {
  it.each<[string, JsonObject, Record<string, string>]>([
    ['#103 a cached beginning', { cachedContent: 'cachedContents/x' }, { cachedContent: 'blocking' }],
    ['filters', { safetySettings: [{ category: 'X', threshold: 'BLOCK_NONE' }] }, { safetySettings: 'behavioural' }],
    ['filters of a company', { modelArmorConfig: { promptTemplateName: 'x' } }, { modelArmorConfig: 'blocking' }],
    ['labels', { labels: { a: 'b' } }, { labels: 'cosmetic' }],
    ['several answers', { generationConfig: { candidateCount: 2 } }, { candidateCount: 'blocking' }],
    ['one answer', { generationConfig: { candidateCount: 1, responseModalities: ['TEXT'] } }, {}],
    [
      'a picture that is wanted',
      { generationConfig: { responseModalities: ['IMAGE'] } },
      { responseModalities: 'blocking' },
    ],
    ['logprobs', { generationConfig: { responseLogprobs: true } }, { responseLogprobs: 'behavioural' }],
    ['code that is run', { tools: [{ codeExecution: {} }] }, { 'tools.codeExecution': 'blocking' }],
    ['pages that are read', { tools: [{ url_context: {} }] }, { 'tools.urlContext': 'blocking' }],
    ['a file at Google', { contents: [user({ fileData: { fileUri: 'gs://b/a' } })] }, { fileData: 'blocking' }],
    [
      'a file of the Files API',
      { contents: [user({ fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/x' } })] },
      { fileData: 'blocking' },
    ],
    [
      'work of the provider’s own tools',
      { contents: [model({ executableCode: { code: 'x' } }, { text: 'y' })] },
      { 'parts.executableCode': 'behavioural' },
    ],
    ['something new of the user’s', { contents: [user({ hologram: {} })] }, { 'parts.hologram': 'blocking' }],
    [
      'a part of a film',
      { contents: [user({ text: 'x', videoMetadata: { fps: 1 } })] },
      { 'text.videoMetadata': 'behavioural' },
    ],
  ])('%s', (_, body, losses) => {
    expect(lossesOf(body)).toEqual(losses);
  });
});

it.each<[string, JsonObject, RegExp]>([
  ['no contents', { contents: [] }, /^contents: /],
  ['an unknown role', { contents: [{ role: 'system', parts: [{ text: 'x' }] }] }, /^contents\.0\.role: /],
  ['a text that is none', { contents: [user({ text: 1 })] }, /^contents\.0\.parts\.0\.text: /],
  ['a call without a name', { contents: [model({ functionCall: {} })] }, /functionCall\.name: /],
  ['a stop that is no text', { generationConfig: { stopSequences: [1] } }, /stopSequences\.0: /],
])('a body with %s is refused with the place of the mistake', (_, body, message) => {
  expect(() => asking(body)).toThrow(
    expect.objectContaining({ kind: 'bad-request', message: expect.stringMatching(message) }),
  );
});
