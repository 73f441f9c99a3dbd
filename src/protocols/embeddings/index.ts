import type { ProtocolId } from '../protocol.ts';
import type { EmbeddingDialect, EmbeddingId } from './embedding.ts';
import { geminiEmbedding, geminiEmbeddings } from './gemini.ts';
import { ollamaEmbedding, ollamaEmbeddings } from './ollama.ts';
import { openaiEmbeddings } from './openai.ts';

/** Every way to ask for vectors. */
export const EMBEDDINGS: Readonly<Record<EmbeddingId, EmbeddingDialect>> = {
  openai: openaiEmbeddings,
  gemini: geminiEmbedding,
  'gemini-batch': geminiEmbeddings,
  ollama: ollamaEmbeddings,
  'ollama-old': ollamaEmbedding,
};

/** How a provider that speaks a protocol is asked for vectors; null where it makes none. */
export const ASKED_FOR_VECTORS: Readonly<Record<ProtocolId, EmbeddingDialect | null>> = {
  anthropic: null,
  'openai-chat': openaiEmbeddings,
  'openai-responses': openaiEmbeddings,
  gemini: geminiEmbeddings,
  ollama: ollamaEmbeddings,
};
