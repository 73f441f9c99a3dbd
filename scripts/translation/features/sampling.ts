import { type Feature, sayings, setting } from '../feature.ts';

const TEMPERATURE = {
  'openai-chat': 'temperature',
  'openai-responses': 'temperature',
  gemini: 'temperature',
  ollama: 'temperature',
  'ollama-generate': 'temperature',
} as const;

export const SAMPLING: readonly Feature[] = [
  {
    title: 'temperature',
    aspect: setting('temperature'),
    said: sayings(0.37, { ...TEMPERATURE, anthropic: 'temperature' }),
  },
  { title: 'temperature above 1', aspect: setting('temperature'), said: sayings(1.37, TEMPERATURE) },
  {
    title: '`top_p`',
    aspect: setting('topP'),
    said: sayings(0.83, {
      anthropic: 'top_p',
      'openai-chat': 'top_p',
      'openai-responses': 'top_p',
      gemini: 'topP',
      ollama: 'top_p',
      'ollama-generate': 'top_p',
    }),
  },
  {
    title: '`top_p` beside a temperature',
    aspect: setting('temperature', 'topP'),
    said: {
      'openai-chat': ['both', { temperature: 0.37, top_p: 0.83 }],
      'openai-responses': ['both', { temperature: 0.37, top_p: 0.83 }],
      gemini: ['both', { generationConfig: { temperature: 0.37, topP: 0.83 } }],
      ollama: ['both', { options: { temperature: 0.37, top_p: 0.83 } }],
      'ollama-generate': ['both', { options: { temperature: 0.37, top_p: 0.83 } }],
    },
  },
  {
    title: '`top_k`',
    aspect: setting('topK'),
    said: sayings(41, { anthropic: 'top_k', gemini: 'topK', ollama: 'top_k', 'ollama-generate': 'top_k' }),
  },
  {
    title: 'seed',
    aspect: setting('seed'),
    said: sayings(4_711, { 'openai-chat': 'seed', gemini: 'seed', ollama: 'seed', 'ollama-generate': 'seed' }),
  },
  {
    title: 'frequency penalty',
    aspect: setting('frequencyPenalty'),
    said: sayings(0.29, {
      'openai-chat': 'frequency_penalty',
      gemini: 'frequencyPenalty',
      ollama: 'frequency_penalty',
      'ollama-generate': 'frequency_penalty',
    }),
  },
  {
    title: 'presence penalty',
    aspect: setting('presencePenalty'),
    said: sayings(0.29, {
      'openai-chat': 'presence_penalty',
      gemini: 'presencePenalty',
      ollama: 'presence_penalty',
      'ollama-generate': 'presence_penalty',
    }),
  },
  {
    title: 'repeat penalty',
    mark: /repeat_penalty/,
    said: sayings(1.1, { ollama: 'repeat_penalty', 'ollama-generate': 'repeat_penalty' }),
  },
  {
    title: 'bias of tokens',
    mark: /logit_bias/,
    said: { 'openai-chat': ['`logit_bias`', { logit_bias: { '50256': -100 } }] },
  },
];
