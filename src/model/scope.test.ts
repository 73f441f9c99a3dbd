import { describe, expect, it } from 'vitest';
import { isAbout, regionWord } from './scope.ts';

const about = (word: string, model: string): boolean => isAbout([word], { model, region: null });

describe('the scope of an incident', () => {
  it.each([
    ['opus-4.5', 'claude-opus-4-5-20251101'],
    ['opus', 'claude-opus-4-5'],
    ['sonnet-3.5', 'claude-3-5-sonnet-20241022'],
    ['sonnet-4', 'claude-sonnet-4-20250514'],
    ['sonnet-4', 'anthropic.claude-sonnet-4-20250514-v1:0'],
    ['gpt-4o', 'gpt-4o-2024-08-06'],
    ['gpt-4o', 'gpt-4o-mini'],
    ['gpt-5', 'gpt-5-mini'],
    ['gemini-2.5-pro', 'gemini-2.5-pro-preview'],
    ['glm-5.2', 'accounts/fireworks/models/glm-5p2'],
    ['gpt-oss-120b', 'openai/gpt-oss-120b'],
    ['Meta Llama 3.3 70B Instruct Turbo', 'meta-llama/Llama-3.3-70B-Instruct-Turbo'],
  ])('%s is about %s', (word, model) => {
    expect(about(word, model)).toBe(true);
  });

  it.each([
    ['opus-4.5', 'claude-sonnet-4-5'],
    ['opus-4.5', 'claude-opus-4-6'],
    ['sonnet-4', 'claude-sonnet-4-5'],
    ['gpt-4', 'gpt-4o'],
    ['gpt-5', 'gpt-5.6'],
    ['gpt-4o-mini', 'gpt-4o'],
    ['gemini-2.5-pro', 'gemini-2.5-flash'],
    ['mythos-5', 'claude-opus-5'],
    ['login', 'gpt-5.6'],
    ['batch', 'claude-sonnet-5-5'],
    ['', 'claude-sonnet-5-5'],
  ])('%s is not about %s', (word, model) => {
    expect(about(word, model)).toBe(false);
  });

  it('is all of a surface when there is none, and never all of it when there is one', () => {
    const all = { model: null, region: null };
    expect(isAbout([], all)).toBe(true);
    expect(isAbout([], { model: 'gpt-5.6', region: 'westus' })).toBe(true);
    expect(isAbout(['opus-4.5'], all)).toBe(false);
    expect(isAbout([regionWord('us-east-1')], all)).toBe(false);
  });

  it('has to fit in model and in region', () => {
    const scope = ['opus-4.5', regionWord('West US')];
    expect(isAbout(scope, { model: 'claude-opus-4-5', region: 'westus' })).toBe(true);
    expect(isAbout(scope, { model: 'claude-opus-4-5', region: 'eastus' })).toBe(false);
    expect(isAbout(scope, { model: 'claude-haiku-4-5', region: 'westus' })).toBe(false);
  });
});
