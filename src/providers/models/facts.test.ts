import { describe, expect, it } from 'vitest';
import { EFFORTS } from '../../model/conversation.ts';
import { anthropic } from '../anthropic.ts';
import { ollama } from '../ollama.ts';
import { openai } from '../openai.ts';
import { CLAUDE } from './claude.ts';
import { costOf, type FactsRow, modelFacts, nearestEffort, overridden, UNKNOWN } from './facts.ts';
import { GEMINI } from './gemini.ts';
import { GPT } from './gpt.ts';
import { plainName } from './names.ts';
import { OPEN } from './open.ts';
import { OTHERS } from './others.ts';

const rows = [...CLAUDE, ...GPT, ...GEMINI, ...OTHERS, ...OPEN].map((row): [string, FactsRow] => [
  row.match.join(' '),
  row,
]);

describe('the table of models', () => {
  it.each(rows)('%s says where its numbers are from, and when they were read', (_, row) => {
    expect(row.source).toMatch(/\w+\.\w+/);
    expect(row.asOf).toMatch(/^2026-\d\d-\d\d$/);
  });

  it.each(rows)('%s has numbers that can be true', (_, row) => {
    const { contextTokens, maxInputTokens, maxOutputTokens, price, efforts } = { ...UNKNOWN, ...row };
    if (contextTokens !== null) expect(contextTokens).toBeGreaterThanOrEqual(4_096);
    if (contextTokens !== null && maxOutputTokens !== null) expect(maxOutputTokens).toBeLessThanOrEqual(contextTokens);
    if (contextTokens !== null && maxInputTokens !== null) expect(maxInputTokens).toBeLessThan(contextTokens);
    for (const rates of price === null ? [] : [price, ...(price.above === null ? [] : [price.above])]) {
      expect(rates.input).toBeGreaterThan(0);
      expect(rates.output).toBeGreaterThanOrEqual(rates.input);
      expect(rates.cacheRead ?? 0).toBeLessThan(rates.input);
      if (rates.cacheWrite !== null) expect(rates.cacheWrite).toBeGreaterThanOrEqual(rates.input);
    }
    if (price !== null && price.above !== null) expect(price.above.input).toBeGreaterThan(price.input);
    expect((efforts ?? []).map((effort) => EFFORTS.indexOf(effort))).toEqual(
      (efforts ?? []).map((effort) => EFFORTS.indexOf(effort)).toSorted((a, b) => a - b),
    );
  });

  it.each(rows)('%s can be reached: no row before it takes all of its names', (_, row) => {
    const sample = (pattern: string): string => pattern.replaceAll('*', '-zz');
    const found = row.match.map((pattern) =>
      rows.find(([, one]) => one.match.some((own) => fits(own, sample(pattern)))),
    );
    expect(found.some((one) => one?.[1] === row)).toBe(true);
  });

  it('has every name as names are looked up', () => {
    for (const [, { match }] of rows) for (const pattern of match) expect(plainName(pattern)).toBe(pattern);
  });
});

function fits(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
}

describe('a model under the names that others have for it', () => {
  it.each([
    ['claude-opus-5-5', 'claude-opus-5-5'],
    ['anthropic/claude-opus-5.5', 'claude-opus-5-5'],
    ['anthropic.claude-opus-5-5', 'claude-opus-5-5'],
    ['global.anthropic.claude-opus-5-5', 'claude-opus-5-5'],
    ['claude-opus-5-5[1m]', 'claude-opus-5-5'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5-20250929'],
    ['anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    ['anthropic.claude-3-haiku-20240307-v1:0:200k', 'claude-3-haiku-20240307'],
    ['claude-opus-4-5@20251101', 'claude-opus-4-5-20251101'],
    ['claude-opus-4-8@default', 'claude-opus-4-8'],
    ['arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-8', 'claude-opus-4-8'],
    [
      'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0',
      'claude-haiku-4-5-20251001',
    ],
    ['projects/p/locations/global/publishers/anthropic/models/claude-sonnet-5-5', 'claude-sonnet-5-5'],
    ['openai/GPT-5.6-Sol', 'gpt-5-6-sol'],
    ['openai.gpt-oss-120b-1:0', 'gpt-oss-120b-1'],
    ['models/gemini-2.5-flash', 'gemini-2-5-flash'],
    ['llama3.2:latest', 'llama3-2:latest'],
    ['meta-llama/Llama-3.3-70B-Instruct', 'llama-3-3-70b-instruct'],
  ])('%s is %s', (model, name) => {
    expect(plainName(model)).toBe(name);
  });

  it.each([
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 200_000, 64_000],
    ['claude-opus-4-5@20251101', 200_000, 64_000],
    ['anthropic/claude-opus-5.5', 1_000_000, 128_000],
    ['claude-haiku-5-5', 1_000_000, 128_000],
  ])('%s has the same window and limit everywhere', (model, contextTokens, maxOutputTokens) => {
    expect(modelFacts(anthropic, model)).toMatchObject({ contextTokens, maxOutputTokens });
  });

  it('may be a name that an operator has chosen', () => {
    const azure = { ...openai, deployments: { 'gpt-5.4': 'our-blue-one', 'gpt-4o-mini': 'small' } };
    expect(modelFacts(azure, 'our-blue-one').maxInputTokens).toBe(922_000);
    expect(modelFacts(azure, 'small').contextTokens).toBe(128_000);
    expect(modelFacts(openai, 'our-blue-one')).toEqual(UNKNOWN);
  });

  it('is not known by a part of its name', () => {
    for (const name of ['my-claude-opus-5-5', 'gpt', 'llama30', 'mistral2', 'constructor'])
      expect(modelFacts(openai, name)).toEqual(UNKNOWN);
  });
});

describe('what is known', () => {
  it('costs nothing on this machine, whoever has made the model', () => {
    expect(modelFacts(ollama, 'gpt-oss:20b').price).toMatchObject({ input: 0, output: 0 });
    expect(modelFacts(openai, 'gpt-4o-mini').price).toMatchObject({ input: 0.15, output: 0.6, cacheRead: 0.075 });
  });

  it('gives way to what a provider says itself, and only to that', () => {
    const facts = modelFacts(anthropic, 'claude-opus-5');
    const said = overridden(facts, {
      maxOutputTokens: 64_000,
      media: { image: null, pdf: false, audio: null, video: null },
    });
    expect(said).toEqual({
      ...facts,
      maxOutputTokens: 64_000,
      media: { image: true, pdf: false, audio: false, video: false },
    });
  });

  it('says what an exchange has cost, with the cache and beyond the length where all of it costs more', () => {
    const tokens = { inputTokens: 100_000, cacheReadTokens: 60_000, cacheWriteTokens: 30_000, outputTokens: 1_000 };
    const cost = (model: string, more = {}): number | null =>
      costOf(modelFacts(anthropic, model), { ...tokens, ...more });
    expect(cost('claude-sonnet-4-5')).toBeCloseTo(0.01 * 3 + 0.06 * 0.3 + 0.03 * 3.75 + 0.001 * 15, 10);
    expect(cost('claude-haiku-5-5')).toBeCloseTo(0.01 * 0.1 + 0.06 * 0.01 + 0.03 * 0.125 + 0.001 * 0.5, 10);
    const long = { inputTokens: 100_001, cacheReadTokens: 0, cacheWriteTokens: 0 };
    expect(cost('claude-haiku-5-5', long)).toBeCloseTo(0.100001 * 0.5 + 0.001 * 2.5, 10);
    expect(cost('somebody-elses')).toBeNull();
  });

  it.each([
    ['max', 'high'],
    ['medium', 'medium'],
    ['none', 'low'],
    ['minimal', 'low'],
  ] as const)('an effort of %s is %s to a model that knows low, medium and high', (wish, nearest) => {
    expect(nearestEffort(wish, ['low', 'medium', 'high'])).toBe(nearest);
  });

  it('takes the lower of two levels that are as near, and none where there are none', () => {
    expect(nearestEffort('medium', ['low', 'high'])).toBe('low');
    expect(nearestEffort('high', [])).toBeNull();
  });
});
