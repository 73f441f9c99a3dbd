import type { Provider } from './provider.ts';

/** Open models on Groq's own chips. What it refuses (400): console.groq.com/docs/openai, read 2026-11-27. */
export const groq: Provider = {
  id: 'groq',
  name: 'Groq',
  protocol: 'openai-chat',
  baseUrl: 'https://api.groq.com/openai/v1',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['GROQ_API_KEY'] },
  statusPage: 'https://groqstatus.com',
  failureDomains: ['groq'],
  local: false,
  quirks: { refused: ['logprobs', 'top_logprobs', 'logit_bias', 'messages.name'] },
  standbyModel: 'openai/gpt-oss-120b',
  probeCostUsd: null,
};
