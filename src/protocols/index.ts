import { anthropic } from './anthropic/index.ts';
import { openaiChat } from './openai-chat/index.ts';
import type { Protocol, ProtocolId } from './protocol.ts';

/** Every wire dialect that is spoken here, both ways. */
export const PROTOCOLS = {
  anthropic,
  'openai-chat': openaiChat,
} as unknown as Readonly<Record<ProtocolId, Protocol>>;
