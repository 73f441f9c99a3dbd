import { describe, expect, it } from 'vitest';
import { scopeOf } from './scope.ts';

describe('the scope that a title and a text have', () => {
  // Titles of real incidents, 2021 to 2026.
  it.each([
    ['Elevated errors on Claude Opus 4.5', ['opus-4.5']],
    ["We've suspended access to Claude Mythos 5 and Fable 5", ['mythos-5', 'fable-5']],
    ['Elevated API errors on Claude 3.5 Sonnet', ['sonnet-3.5']],
    ['Errors on Opus 4, 4.1 and 4.5', ['opus-4', 'opus-4.1', 'opus-4.5']],
    ['brief partial outage of claude-instant-1.2', ['instant-1.2']],
    ['Elevated error rates on gpt-4-0314', ['gpt-4']],
    ['Elevated error rate on gpt-4o-2024-05-13 model', ['gpt-4o']],
    ['Increased errors on gpt-3-5-turbo', ['gpt-3-5-turbo']],
    ['Elevated error rates with GPT 5.5', ['gpt-5.5']],
    ['openai/gpt-oss-120b Degraded Performance', ['gpt-oss-120b']],
    ['Model Performance or Availability Issue: llama-3.3-70b-versatile', ['llama-3.3-70b']],
    ['Disruption with Gemini 2.5 Pro and Gemini 2.0 Flash in Copilot', ['gemini-2.5-pro', 'gemini-2.0-flash']],
    ['grok-4.6 and grok-4.5 high error rate', ['grok-4.6', 'grok-4.5']],
    ['Completion API Degraded - glm-5-2', ['glm-5-2']],
    ['Login errors on ChatGPT', ['login']],
    ['Invalid Structured Output Responses', ['tools']],
    ['Elevated errors', []],
    ['Elevated errors on the Claude API', []],
    ['Elevated errors on multiple models', []],
    ['Elevated error rates across multiple models (text, image, and audio)', []],
    ['Elevated errors across ChatGPT, Codex, and the API including the Agents API', []],
    ['High error rates for ChatGPT, APIs, and Sora', ['video']],
    ['Grok is experiencing issues', []],
    ['DeepSeek API Degraded Performance', []],
    ['', []],
  ] as const)('%s', (title, scope) => {
    expect(scopeOf(title, '')).toEqual(scope);
  });

  it.each([
    ['We are seeing errors on Claude Opus 4.5.', ['opus-4.5']],
    ['We see errors. Claude Sonnet 4.5 is not affected.', []],
    ['We see errors on Opus 4.5. Other models operate normally. Please use Sonnet 4.5 instead.', ['opus-4.5']],
    ['Errors on Opus 4.5 at first, and now on all models.', []],
    ['Errors rose at 4.5 % and lasted 5 min.', []],
  ] as const)('is looked for in the text where the title has none: %s', (text, scope) => {
    expect(scopeOf('Elevated errors', text)).toEqual(scope);
  });

  it('is what the title says, whatever else the text tells', () => {
    expect(scopeOf('Elevated errors on Haiku 4.5', 'It began with Opus 4.5 and Sonnet 4.5.')).toEqual(['haiku-4.5']);
  });
});
