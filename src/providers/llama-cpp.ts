import type { Provider } from './provider.ts';

/** Models on this machine, through the server of llama.cpp. Chat templates fail on a `system` turn in the middle. */
export const llamaCpp: Provider = {
  id: 'llama-cpp',
  name: 'llama.cpp',
  protocol: 'openai-chat',
  baseUrl: 'http://127.0.0.1:8080/v1',
  auth: null,
  statusPage: null,
  failureDomains: ['this-machine'],
  local: true,
  quirks: { oldMaxTokens: true, systemFirst: true, noEffort: true },
  standbyModel: null,
  probeCostUsd: 0,
  onlyByName: 'whatever listens on its usual port may be something else',
};
