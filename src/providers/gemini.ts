import type { Provider } from './provider.ts';

/**
 * Gemini from its maker, with a key of AI Studio; the same models on Google's cloud are another provider's. It speaks a part of
 * Chat Completions, too, where thoughts cannot be given back.
 */
export const gemini: Provider = {
  id: 'gemini',
  name: 'Gemini',
  protocol: 'gemini',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
  auth: {
    header: 'x-goog-api-key',
    prefix: '',
    env: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
  },
  statusPage: 'https://aistudio.google.com/status',
  failureDomains: ['google'],
  local: false,
  quirks: { webSearch: 'asked' },
  standbyModel: 'gemini-3.8-flash',
  probeCostUsd: null,
  also: {
    'openai-chat': { baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai', quirks: {} },
  },
};
