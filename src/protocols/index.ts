import { anthropic } from './anthropic/index.ts';
import { openaiChat } from './openai-chat/index.ts';
import type { Protocol, ProtocolId } from './protocol.ts';

/** Every wire dialect that is spoken here, both ways. */
export const PROTOCOLS: Readonly<Record<ProtocolId, Protocol>> = {
  anthropic,
  'openai-chat': openaiChat,
};
