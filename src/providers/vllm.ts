import type { Provider } from './provider.ts';

/** Models on a machine of one's own, through vLLM. Tools need a server that was started with `--enable-auto-tool-choice`. */
export const vllm: Provider = {
  id: 'vllm',
  name: 'vLLM',
  protocol: 'openai-chat',
  baseUrl: 'http://127.0.0.1:8000/v1',
  auth: null,
  statusPage: null,
  failureDomains: ['this-machine'],
  local: true,
  quirks: { oldMaxTokens: true, systemFirst: true },
  standbyModel: null,
  probeCostUsd: 0,
  also: { 'openai-responses': { baseUrl: 'http://127.0.0.1:8000/v1', quirks: {} } },
  onlyByName: 'whatever listens on its usual port may be something else',
};
