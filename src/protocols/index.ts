import { anthropic } from './anthropic/index.ts';
import { gemini, geminiArray } from './gemini/index.ts';
import { m365Copilot } from './m365-copilot/index.ts';
import { ollamaGenerate } from './ollama/generate.ts';
import { ollama } from './ollama/index.ts';
import { openaiChat } from './openai-chat/index.ts';
import { openaiResponses } from './openai-responses/index.ts';
import type { CallerProtocol, Protocol, ProtocolId, ProviderProtocol, ProviderProtocolId } from './protocol.ts';

/** Every wire dialect that is spoken here, both ways. */
export const PROTOCOLS: Readonly<Record<ProtocolId, Protocol>> = {
  anthropic,
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  gemini,
  ollama,
};

/** Every dialect that a provider may be asked in. */
export const PROVIDER_PROTOCOLS: Readonly<Record<ProviderProtocolId, ProviderProtocol>> = {
  ...PROTOCOLS,
  'm365-copilot': m365Copilot,
};

/** Every way to be asked by callers on the network. */
export const CALLERS: readonly CallerProtocol[] = [...Object.values(PROTOCOLS), geminiArray, ollamaGenerate];
