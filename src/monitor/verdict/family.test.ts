import { describe, expect, it } from 'vitest';
import { familyOf } from './family.ts';

describe('a family of models', () => {
  it.each([
    ['claude-opus-4-7', 'claude-opus'],
    ['claude-3-opus-20240229', 'claude-opus'],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', 'anthropic-claude-sonnet'],
    ['gpt-5.6', 'gpt'],
    ['gpt-4o-mini-2024-07-18', 'gpt-mini'],
    ['o3-mini', 'o3-mini'],
    ['gemini-2.5-flash', 'gemini-flash'],
    ['meta-llama/llama-3.3-70b-instruct', 'meta-llama-llama-instruct'],
    ['2024', '2024'],
  ])('%s is one of %s', (model, family) => {
    expect(familyOf(model)).toBe(family);
  });
});
