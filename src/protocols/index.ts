import { anthropic } from './anthropic/index.ts';
import { gemini, geminiArray } from './gemini/index.ts';
import { ollamaGenerate } from './ollama/generate.ts';
import { ollama } from './ollama/index.ts';
import { openaiChat } from './openai-chat/index.ts';
import { openaiResponses } from './openai-responses/index.ts';
import type { CallerProtocol, Protocol, ProtocolId } from './protocol.ts';

/** Every wire dialect that is spoken here, both ways. */
export const PROTOCOLS: Readonly<Record<ProtocolId, Protocol>> = {
  anthropic,
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  gemini,
  ollama,
};

/** Every way to be asked by callers on the network. */
export const CALLERS: readonly CallerProtocol[] = [...Object.values(PROTOCOLS), geminiArray, ollamaGenerate];
