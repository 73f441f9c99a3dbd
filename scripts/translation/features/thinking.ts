import type { Conversation } from '../../../src/model/conversation.ts';
import type { Json } from '../../../src/model/json.ts';
import type { Feature } from '../feature.ts';

const thinking = (said: Conversation): Json => ({ ...said.thinking });

export const THINKING: readonly Feature[] = [
  {
    title: 'thinking on',
    aspect: thinking,
    unasked: ({ efforts }) => efforts !== undefined,
    said: {
      anthropic: ['`thinking`: `adaptive`', { thinking: { type: 'adaptive' } }],
      'openai-chat': ['`reasoning.enabled`', { reasoning: { enabled: true } }],
      gemini: ['`includeThoughts`', { generationConfig: { thinkingConfig: { includeThoughts: true } } }],
      ollama: ['`think`', { think: true }],
      'ollama-generate': ['`think`', { think: true }],
    },
  },
  {
    title: 'thinking off',
    aspect: thinking,
    unasked: ({ noThinking }) => noThinking === true,
    said: {
      anthropic: ['`thinking`: `disabled`', { thinking: { type: 'disabled' } }],
      'openai-chat': ['`reasoning_effort`: `none`', { reasoning_effort: 'none' }],
      'openai-responses': ['`effort`: `none`', { reasoning: { effort: 'none' } }],
      gemini: ['`thinkingBudget`: 0', { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } }],
      ollama: ['`think`: false', { think: false }],
      'ollama-generate': ['`think`: false', { think: false }],
    },
  },
  {
    title: 'a budget of thinking',
    aspect: thinking,
    said: {
      anthropic: ['`budget_tokens`', { thinking: { type: 'enabled', budget_tokens: 4_321 } }],
      'openai-chat': ['`reasoning.max_tokens`', { reasoning: { max_tokens: 4_321 } }],
      gemini: [
        '`thinkingBudget`',
        { generationConfig: { thinkingConfig: { thinkingBudget: 4_321, includeThoughts: true } } },
      ],
    },
  },
  {
    title: 'little effort',
    aspect: thinking,
    said: {
      anthropic: ['`effort`: `low`', { output_config: { effort: 'low' } }],
      'openai-chat': ['`reasoning_effort`: `low`', { reasoning_effort: 'low' }],
      'openai-responses': ['`effort`: `low`', { reasoning: { effort: 'low' } }],
      gemini: [
        '`thinkingLevel`: `low`',
        { generationConfig: { thinkingConfig: { thinkingLevel: 'low', includeThoughts: true } } },
      ],
      ollama: ['`think`: `low`', { think: 'low' }],
      'ollama-generate': ['`think`: `low`', { think: 'low' }],
    },
  },
  {
    title: 'all effort',
    aspect: thinking,
    said: {
      anthropic: ['`effort`: `max`', { output_config: { effort: 'max' } }],
      'openai-chat': ['`reasoning_effort`: `xhigh`', { reasoning_effort: 'xhigh' }],
      'openai-responses': ['`effort`: `xhigh`', { reasoning: { effort: 'xhigh' } }],
      ollama: ['`think`: `max`', { think: 'max' }],
      'ollama-generate': ['`think`: `max`', { think: 'max' }],
    },
  },
  {
    title: 'whether thoughts are shown',
    mark: /"display":"omitted"|"exclude":true|"summary":"detailed"/,
    said: {
      anthropic: ['`display`', { thinking: { type: 'enabled', budget_tokens: 4_000, display: 'omitted' } }],
      'openai-chat': ['`reasoning.exclude`', { reasoning: { effort: 'low', exclude: true } }],
      'openai-responses': ['`reasoning.summary`', { reasoning: { effort: 'low', summary: 'detailed' } }],
    },
  },
];
