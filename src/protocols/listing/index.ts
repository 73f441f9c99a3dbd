import type { ProtocolId } from '../protocol.ts';
import { anthropicListing } from './anthropic.ts';
import { geminiListing } from './gemini.ts';
import type { Listing } from './listing.ts';
import { openaiListing } from './openai.ts';

/** How models are listed for callers and at providers of a protocol. Ollama's own list is in ollama/listing.ts. */
export const LISTINGS: Readonly<Record<Exclude<ProtocolId, 'ollama'>, Listing>> = {
  anthropic: anthropicListing,
  'openai-chat': openaiListing,
  'openai-responses': openaiListing,
  gemini: geminiListing,
};
