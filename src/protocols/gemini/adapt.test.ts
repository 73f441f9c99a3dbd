import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { type AdaptOptions, MINT_MARK } from '../protocol.ts';
import { gemini } from './index.ts';
import { NO_SIGNATURE } from './terms.ts';

const options = (quirks: AdaptOptions['quirks'], foreign = false): AdaptOptions => ({
  model: 'm2',
  stream: false,
  maxOutputTokens: 1_000,
  quirks,
  foreign,
});
const minted = (words: string): string => Buffer.from(`${MINT_MARK}${words}`).toString('base64');

const BODY: JsonObject = {
  contents: [
    {
      role: 'user',
      parts: [{ text: 'q' }, { fileData: { fileUri: 'https://example.com/a.png', mimeType: 'image/png' } }],
    },
    {
      role: 'model',
      parts: [
        { text: 'T', thought: true },
        { text: 'a', thoughtSignature: 'one' },
        { functionCall: { name: 'look', args: {} }, thought_signature: 'two' },
        { functionCall: { name: 'find', args: {} }, thoughtSignature: 'three' },
      ],
    },
    { role: 'model', parts: [{ text: '', thoughtSignature: 'four' }] },
  ],
  safetySettings: [{ category: 'X', threshold: 'BLOCK_NONE' }],
  tools: [{ codeExecution: {} }, { functionDeclarations: [{ name: 'look' }] }],
  toolConfig: { function_calling_config: { mode: 'ANY', allowed_function_names: ['look'] } },
  generationConfig: {
    temperature: 0.5,
    top_k: 4,
    stopSequences: ['END'],
    max_output_tokens: 5_000,
    response_schema: { type: 'OBJECT' },
    responseMimeType: 'application/json',
    thinkingConfig: { thinkingBudget: 100 },
  },
  labels: { a: 'b' },
};

describe('a body for a standby of the same dialect', () => {
  it('keeps everything that its model takes, in its own spelling', () => {
    const { body, losses } = gemini.adapt(BODY, options({}));
    expect(body).toEqual({
      ...BODY,
      generationConfig: { ...(BODY['generationConfig'] as JsonObject), max_output_tokens: 1_000 },
    });
    expect(losses).toEqual([]);
  });

  it('loses what its model refuses, and says so', () => {
    const { body, losses } = gemini.adapt(
      BODY,
      options({
        noSampling: true,
        noStop: true,
        noForcedTools: true,
        noSchema: true,
        noThinking: true,
        noEffort: true,
      }),
    );
    expect(body['generationConfig']).toEqual({ max_output_tokens: 1_000, responseMimeType: 'application/json' });
    expect(body['toolConfig']).toEqual({ function_calling_config: { mode: 'AUTO' } });
    expect(losses.map(({ what }) => what)).toEqual([
      'temperature',
      'topK',
      'stop',
      'responseSchema',
      'shown thinking',
      'thinking',
      'toolConfig',
    ]);
  });

  it('is not sent where its tools and pictures are of no use', () => {
    const { losses } = gemini.adapt(BODY, options({ noTools: true, noImages: true }));
    expect(losses.filter(({ weight }) => weight === 'blocking').map(({ what }) => what)).toEqual([
      'tools',
      'toolConfig',
      'images',
    ]);
  });

  it('takes along nothing that only another account can read', () => {
    const handle = { parts: [{ file_data: { file_uri: 'gs://bucket/a.pdf' } }] };
    const { body, losses } = gemini.adapt(
      { ...BODY, contents: [...(BODY['contents'] as []), handle], cachedContent: 'x' },
      options({}, true),
    );
    expect(body).not.toHaveProperty('labels');
    expect(body).not.toHaveProperty('cachedContent');
    expect((body['contents'] as readonly JsonObject[])[1]?.['parts']).toEqual([
      { text: 'T', thought: true },
      { text: 'a' },
      { functionCall: { name: 'look', args: {} }, thought_signature: NO_SIGNATURE },
      { functionCall: { name: 'find', args: {} } },
    ]);
    expect((body['contents'] as readonly JsonObject[])[2]).toEqual(handle);
    expect(losses).toEqual([
      { what: 'thinking of earlier turns', weight: 'cosmetic' },
      { what: 'cachedContent', weight: 'blocking' },
      { what: 'labels', weight: 'cosmetic' },
      { what: 'tools.codeExecution', weight: 'blocking' },
      { what: 'fileData', weight: 'blocking' },
    ]);
  });

  it.each<[string, JsonObject, Partial<AdaptOptions>, JsonObject, readonly string[]]>([
    ['a search that is not there', { tools: [{ google_search: {} }] }, {}, {}, ['web_search blocking']],
    [
      'a search beside other tools',
      { tools: [{ googleSearch: {}, functionDeclarations: [] }] },
      {},
      { tools: [{ functionDeclarations: [] }] },
      ['web_search behavioural'],
    ],
    [
      'a search that is there',
      { tools: { googleSearch: {} } },
      { quirks: { webSearch: 'asked' } },
      { tools: { googleSearch: {} } },
      [],
    ],
    [
      'a search that goes without saying',
      { tools: [{ googleSearch: { exclude_domains: ['a.org'] } }] },
      { quirks: { webSearch: 'always' } },
      {},
      ['web_search.domains behavioural'],
    ],
    ['files that are searched', { tools: [{ file_search: {} }] }, { kin: true }, {}, ['tools.fileSearch blocking']],
    [
      'code that is run, in a cloud of the same models',
      { tools: [{ codeExecution: {} }] },
      { kin: true },
      { tools: [{ codeExecution: {} }] },
      [],
    ],
    [
      'what was agreed with one house',
      { store: true, service_tier: 'flex', modelArmorConfig: { promptTemplateName: 'x' } },
      {},
      {},
      ['modelArmorConfig blocking', 'serviceTier cosmetic', 'store cosmetic'],
    ],
    ['what is not wanted', { store: false }, {}, {}, []],
  ])('leaves out for another server: %s', (_, body, more, wanted, lost) => {
    const adapted = gemini.adapt(body, { ...options({}, true), ...more });
    expect(adapted.body).toEqual(wanted);
    expect(adapted.losses.map(({ what, weight }) => `${what} ${weight}`)).toEqual(lost);
  });

  const PRO: AdaptOptions['quirks'] = { noEffort: true, thinks: ['budget', 'always'], budgets: [128, 32_768] };
  const LITE: AdaptOptions['quirks'] = { noEffort: true, thinks: ['budget'], budgets: [512, 24_576] };

  it.each<[string, JsonObject, AdaptOptions['quirks'], JsonObject, string]>([
    ['none', { thinkingBudget: 0 }, PRO, { thinkingBudget: 128 }, 'thinking'],
    ['none, in another spelling', { thinking_budget: 0 }, PRO, { thinking_budget: 128 }, 'thinking'],
    [
      'too little',
      { thinkingBudget: 100, includeThoughts: true },
      LITE,
      { thinkingBudget: 512, includeThoughts: true },
      'thinking.budget',
    ],
    ['too much', { thinkingBudget: 32_768 }, LITE, { thinkingBudget: 24_576 }, 'thinking.budget'],
  ])(
    'says a budget that the model does not take as the nearest that it does: %s',
    (_, thinkingConfig, quirks, wanted, lost) => {
      const { body, losses } = gemini.adapt({ generationConfig: { thinkingConfig } }, options(quirks));
      expect(body).toEqual({ generationConfig: { thinkingConfig: wanted } });
      expect(losses.map(({ what }) => what)).toEqual([lost]);
    },
  );

  it.each<[string, JsonObject, AdaptOptions['quirks'], JsonObject]>([
    ['a level as a budget', { thinkingLevel: 'HIGH' }, {}, { includeThoughts: true, thinkingBudget: 512 }],
    [
      'a budget as a level',
      { thinking_budget: 9_000 },
      { efforts: ['low', 'medium'] },
      { includeThoughts: true, thinkingLevel: 'MEDIUM' },
    ],
    [
      'a level as a lower one',
      { thinkingLevel: 'HIGH' },
      { efforts: ['low'] },
      { includeThoughts: true, thinkingLevel: 'LOW' },
    ],
    ['a level that is known', { thinkingLevel: 'low' }, { efforts: ['low'] }, { thinkingLevel: 'low' }],
    ['a budget as it is', { thinkingBudget: 9_000 }, {}, { thinkingBudget: 9_000 }],
    ['no budget as none', { thinking_budget: 0 }, LITE, { thinking_budget: 0 }],
    ['a budget that the model chooses as that', { thinkingBudget: -1 }, PRO, { thinkingBudget: -1 }],
  ])('says %s', (_, thinkingConfig, quirks, wanted) => {
    const { body } = gemini.adapt({ generationConfig: { maxOutputTokens: 1_000, thinkingConfig } }, options(quirks));
    expect(body).toEqual({ generationConfig: { maxOutputTokens: 1_000, thinkingConfig: wanted } });
  });
});

describe('what we minted', () => {
  const content = (...parts: readonly JsonObject[]): JsonObject => ({ role: 'model', parts });

  it('is taken out of a body, and everything else is left as it was', () => {
    const own = content(
      { text: 'a', thoughtSignature: 'own' },
      { functionCall: { name: 'n' }, thoughtSignature: 'own' },
    );
    const body = {
      contents: [
        content(
          { text: 'T', thought: true },
          { text: '', thoughtSignature: minted('x') },
          { text: 'a', thoughtSignature: minted('y') },
        ),
        content({ functionCall: { name: 'n' }, thoughtSignature: minted('x') }, { functionCall: { name: 'n' } }),
        content({ text: '', thought_signature: `${MINT_MARK}plain` }),
        own,
      ],
      tools: [],
    };
    const { contents } = gemini.scrub(body) as { contents: readonly JsonObject[] };
    expect(contents).toEqual([
      content({ text: 'T', thought: true }, { text: 'a' }),
      content({ functionCall: { name: 'n' }, thoughtSignature: NO_SIGNATURE }, { functionCall: { name: 'n' } }),
      own,
    ]);
    expect(contents[2]).toBe(own);
  });
});

it('#28 #33 a body that was refused for a thought can be said again without any', () => {
  const bare = { role: 'model', parts: [{ functionCall: { name: 'look' } }, { functionCall: { name: 'find' } }] };
  const { contents } = gemini.forget({ ...BODY, contents: [...(BODY['contents'] as []), bare] }) as {
    contents: readonly JsonObject[];
  };
  expect(contents).toHaveLength(3);
  expect(contents[1]?.['parts']).toEqual([
    { text: 'a' },
    { functionCall: { name: 'look', args: {} }, thought_signature: NO_SIGNATURE },
    { functionCall: { name: 'find', args: {} } },
  ]);
  expect(contents[2]?.['parts']).toEqual([
    { functionCall: { name: 'look' }, thoughtSignature: NO_SIGNATURE },
    { functionCall: { name: 'find' } },
  ]);
});

it('an answer is renamed where it names its model', () => {
  expect(gemini.rename({ modelVersion: 'a', candidates: [] }, 'b')).toEqual({ modelVersion: 'b', candidates: [] });
  expect(gemini.rename({ usageMetadata: {} }, 'b')).toEqual({ usageMetadata: {} });
});
