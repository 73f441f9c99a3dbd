import { describe, expect, it } from 'vitest';
import { familyOf, isNamed } from './family.ts';

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

describe('a word in an incident', () => {
  it.each([
    ['opus', 'claude-opus-4-7', true],
    ['Opus 4.7', 'claude-opus-4-7', true],
    ['opus-4.7', 'anthropic.claude-opus-4-7-v1:0', true],
    ['Opus 4', 'claude-opus-4-7', false],
    ['Opus 4', 'claude-opus-4-20250514', true],
    ['sonnet', 'claude-opus-4-7', false],
    ['gpt-4', 'gpt-4o', false],
    ['GPT-4o', 'gpt-4o-2024-08-06', true],
    ['gpt-5', 'gpt-5.6', false],
    ['billing', 'claude-opus-4-7', false],
    ['', 'claude-opus-4-7', false],
  ])('%s and %s: %s', (word, model, named) => {
    expect(isNamed(word, model)).toBe(named);
  });
});
