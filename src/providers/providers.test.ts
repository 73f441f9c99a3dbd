import { describe, expect, it } from 'vitest';
import { PROVIDERS, providerOf } from './index.ts';
import { equivalent, modelRules } from './models.ts';
import { efforts } from './models/shorthand.ts';
import { anthropic } from './anthropic.ts';
import { deepseek } from './deepseek.ts';
import { gemini } from './gemini.ts';
import { groq } from './groq.ts';
import { mistral } from './mistral.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { vertex } from './clouds/vertex.ts';
import { addressOf, nameThere, type Settings } from './provider.ts';

const rows = Object.entries(PROVIDERS);

const EXAMPLE: Settings = {
  region: 'eu-central-1',
  profile: 'eu',
  project: 'our-project-1',
  location: 'europe-west1',
  resource: 'our-resource',
  timeZone: 'Europe/Berlin',
};

describe('the table of providers', () => {
  it.each(rows)(
    '%s stands under its own id and has a name, an address and a place where outages are announced',
    (id, row) => {
      expect(row.id).toBe(id);
      expect(row.name).not.toBe('');
      expect(row.failureDomains.length).toBeGreaterThan(0);
      expect(row.statusPage === null).toBe(row.local);
      if (row.statusPage !== null) expect(new URL(row.statusPage).protocol).toBe('https:');
    },
  );

  it.each(rows)('%s is reached by https, or on this machine', (_, row) => {
    for (const baseUrl of [row.baseUrl, ...Object.values(row.also ?? {}).map((one) => one.baseUrl)]) {
      const url = new URL(addressOf(row, baseUrl, EXAMPLE));
      expect(baseUrl.endsWith('/')).toBe(false);
      expect(url.search + url.hash + url.username + url.password).toBe('');
      expect(url.protocol === 'https:' || url.hostname === '127.0.0.1').toBe(true);
      expect(row.local).toBe(url.hostname === '127.0.0.1');
      expect(url.href).not.toMatch(/[{}]|%7B/);
    }
  });

  it.each(rows)('%s needs a key that is found under a name of its own, or credentials, or is local', (_, row) => {
    expect(row.auth === null).toBe(row.local || row.cloud?.kind === 'google');
    for (const name of row.auth?.env ?? []) expect(name).toMatch(/^[A-Z][A-Z0-9_]+$/);
    if (row.cloud === undefined) expect(row.auth?.env ?? [''], 'at least one name').not.toHaveLength(0);
    // What a deployment is called on Azure, nobody but its owner knows.
    expect(row.standbyModel === null).toBe(row.local || row.id === 'azure');
  });

  it.each(rows)(
    '%s says what has to be known before it has an address, and keeps everything else out of it',
    (_, row) => {
      for (const [name, { pattern, about }] of Object.entries(row.place?.needs ?? {})) {
        expect(EXAMPLE[name]).toMatch(pattern);
        expect(about).toMatch(/^[A-Z].*\.$/);
        for (const evil of ['evil.example.com/', 'a/../b', 'a@b', 'a?b=c', 'a#b', '', 'a b', 'a\nb'])
          expect(evil).not.toMatch(pattern);
      }
      const needed = Object.values(row.place?.needs ?? {}).some(({ fallback }) => fallback === null);
      if (needed) expect(row.baseUrl).toContain('{');
      if (row.baseUrl.includes('{')) expect(row.place).toBeDefined();
    },
  );

  it('is at the right door of Google for every location', () => {
    const at = (location: string): string => new URL(addressOf(vertex, vertex.baseUrl, { ...EXAMPLE, location })).host;
    expect(at('global')).toBe('aiplatform.googleapis.com');
    expect(at('eu')).toBe('aiplatform.eu.rep.googleapis.com');
    expect(at('europe-west1')).toBe('europe-west1-aiplatform.googleapis.com');
  });

  it('uses nothing that is mostly there for other things, unless it is named', () => {
    const named = rows.filter(([, row]) => row.onlyByName !== undefined).map(([id]) => id);
    expect(named).toEqual(
      expect.arrayContaining([
        'huggingface',
        'github-models',
        'github-copilot',
        'copilot',
        'lmstudio',
        'llama-cpp',
        'vllm',
      ]),
    );
  });

  it('has no environment name twice', () => {
    const names = rows.flatMap(([, row]) => row.auth?.env ?? []);
    expect(new Set(names).size).toBe(names.length);
  });

  it('knows no provider by the name of something that every object has', () => {
    expect(providerOf('constructor')).toBeNull();
    expect(providerOf('openai')).toBe(openai);
  });
});

describe('the rules of models', () => {
  const modern = { noSampling: true, noPrefill: true, efforts: efforts('low', 'max'), thinks: ['adaptive'] };
  const always = { ...modern, noThinking: true, thinks: ['adaptive', 'always'] };
  const budget = { noEffort: true, thinks: ['budget'], noForcedThinking: true };

  it.each([
    ['claude-opus-5-5', 128_000, { ...always, noForcedTools: true }],
    ['claude-fable-5', 128_000, always],
    ['claude-opus-5', 128_000, { ...modern, silentEffort: 'high' }],
    ['claude-haiku-5-5', 128_000, { ...modern, silentEffort: 'high' }],
    ['claude-opus-4-8', 128_000, modern],
    ['claude-opus-4-7', 128_000, { ...modern, noForcedThinking: true }],
    [
      'claude-sonnet-4-6',
      128_000,
      {
        noPrefill: true,
        efforts: ['low', 'medium', 'high', 'max'],
        thinks: ['adaptive', 'budget'],
        noForcedThinking: true,
      },
    ],
    ['claude-haiku-4-5-20251001', 64_000, budget],
    ['claude-opus-4-1-20250805', 32_000, budget],
    ['claude-3-5-haiku-20241022', 8_192, { noEffort: true, noSchema: true, noThinking: true, thinks: [] }],
    ['claude-something-new', null, {}],
  ])('%s may answer with %s tokens', (model, maxOutputTokens, quirks) => {
    expect(modelRules(anthropic, model)).toEqual({ maxOutputTokens, quirks: { ...anthropic.quirks, ...quirks } });
  });

  it('say of Gemini which budgets of thinking it takes, and that no Pro can do without, whatever its name stands for', () => {
    const rules = (model: string): unknown => modelRules(gemini, model).quirks;
    expect(rules('gemini-2.5-pro')).toMatchObject({ thinks: ['budget', 'always'], budgets: [128, 32_768] });
    expect(rules('gemini-2.5-flash-lite')).toMatchObject({ thinks: ['budget'], budgets: [512, 24_576] });
    expect(rules('gemini-2.5-pro')).not.toHaveProperty('noThinking');
    expect(rules('gemini-pro-latest')).toMatchObject({ noThinking: true, efforts: ['low', 'high'] });
    expect(rules('gemini-flash-latest')).not.toHaveProperty('noThinking');
  });

  it('are the same for a model that is spelled with its maker and a dot', () => {
    expect(modelRules(openrouter, 'anthropic/claude-sonnet-5.5')).toEqual({
      maxOutputTokens: 128_000,
      quirks: { ...openrouter.quirks, ...always, noForcedTools: true },
    });
  });

  it('keep developer messages for OpenAI itself', () => {
    expect(modelRules(openai, 'gpt-5.6').quirks.developerRole).toBe(true);
    expect(modelRules(openrouter, 'openai/gpt-5.6').quirks.developerRole).toBeUndefined();
    expect(modelRules(openrouter, 'openai/gpt-5.6').quirks.noStop).toBe(true);
  });

  it('keep tools from GPT-6 where it is asked by Chat Completions, and nowhere else', () => {
    expect(modelRules(openai, 'gpt-6-astra').quirks.noTools).toBe(true);
    expect(modelRules({ ...openai, protocol: 'openai-responses' }, 'gpt-6-astra').quirks.noTools).toBeUndefined();
    expect(modelRules(openrouter, 'openai/gpt-6-astra').quirks.noTools).toBeUndefined();
  });

  it('do not take an open model for one of the hosted ones', () => {
    expect(modelRules(groq, 'openai/gpt-oss-120b').maxOutputTokens).toBeNull();
    expect(modelRules(groq, 'openai/gpt-oss-120b').quirks).not.toHaveProperty('noSampling');
  });

  it('keep what is true for the whole provider', () => {
    expect(modelRules(ollama, 'llama3.2').quirks).toMatchObject(ollama.quirks);
    expect(modelRules(ollama, 'never-heard-of').quirks).toEqual(ollama.quirks);
    expect(modelRules(deepseek, 'deepseek-reasoner').quirks).toMatchObject({
      ...deepseek.quirks,
      noSampling: true,
      noForcedTools: true,
    });
  });
});

describe('the stand-in for a model', () => {
  it.each([
    ['claude-opus-5-5', openai, 'gpt-5.6-sol'],
    ['claude-sonnet-*', openai, 'gpt-5.6'],
    ['claude-haiku-4-5-20251001', openai, 'gpt-5.6-luna'],
    ['claude-opus-*', mistral, 'mistral-large-latest'],
    ['gpt-5.6', anthropic, 'claude-sonnet-5-5'],
    ['gpt-4o-mini', anthropic, 'claude-haiku-5-5'],
    ['gpt-5.6-sol', anthropic, 'claude-opus-5-5'],
    ['claude-sonnet-5', anthropic, 'claude-sonnet-5'],
    ['my-own-model', openai, 'gpt-5.6'],
    ['claude-sonnet-5', ollama, null],
  ])('%s at another provider is as able as the original', (model, provider, standby) => {
    expect(equivalent(model, provider)).toBe(standby);
  });

  it('is the very model where a cloud has it, under the name that it has there', () => {
    expect(equivalent('claude-opus-4-5', vertex)).toBe('claude-opus-4-5');
    expect(nameThere(vertex, 'claude-opus-4-5')).toBe('claude-opus-4-5@20251101');
    expect(equivalent('gpt-5.6', vertex)).toBe('claude-sonnet-5-5');
  });

  it.each(rows)('%s names the model of medium size that its row names', (_, row) => {
    expect(equivalent('no-known-name', row)).toBe(row.standbyModel);
  });
});
