import type { Provider } from './provider.ts';

/** Open models at whatever provider Hugging Face's router chooses; a name may end in `:provider` to choose for it. */
export const huggingface: Provider = {
  id: 'huggingface',
  name: 'Hugging Face',
  protocol: 'openai-chat',
  baseUrl: 'https://router.huggingface.co/v1',
  auth: { header: 'authorization', prefix: 'Bearer ', env: ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN'] },
  statusPage: 'https://status.huggingface.co',
  failureDomains: ['huggingface'],
  local: false,
  quirks: { oldMaxTokens: true },
  standbyModel: 'openai/gpt-oss-120b',
  probeCostUsd: null,
  onlyByName: 'its token is mostly there to download models',
};
