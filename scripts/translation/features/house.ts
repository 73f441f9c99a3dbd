import { type Feature, MARK, sayings, setting, spoken, WORD } from '../feature.ts';

export const HOUSE: readonly Feature[] = [
  {
    title: 'name of the end user',
    aspect: setting('user'),
    mark: MARK,
    said: {
      anthropic: ['`metadata.user_id`', { metadata: { user_id: WORD } }],
      'openai-chat': ['`user`', { user: WORD }],
      'openai-responses': ['`user`', { user: WORD }],
    },
  },
  {
    title: 'the same for watching abuse',
    mark: MARK,
    said: sayings(WORD, { 'openai-chat': 'safety_identifier', 'openai-responses': 'safety_identifier' }),
  },
  {
    title: 'labels',
    mark: MARK,
    said: {
      'openai-chat': ['`metadata`', { metadata: { team: WORD } }],
      'openai-responses': ['`metadata`', { metadata: { team: WORD } }],
      gemini: ['`labels`', { labels: { team: WORD } }],
    },
  },
  {
    title: 'how soon and at what price',
    mark: /"standard_only"|"flex"/,
    said: {
      anthropic: ['`service_tier`', { service_tier: 'standard_only' }],
      'openai-chat': ['`service_tier`', { service_tier: 'flex' }],
      'openai-responses': ['`service_tier`', { service_tier: 'flex' }],
      gemini: ['`serviceTier`', { serviceTier: 'flex' }],
    },
  },
  {
    title: 'which requests share a cache',
    aspect: setting('cacheKey'),
    said: sayings(WORD, { 'openai-chat': 'prompt_cache_key', 'openai-responses': 'prompt_cache_key' }),
  },
  {
    title: 'to be kept at the provider',
    mark: /"store":true/,
    said: {
      'openai-chat': ['`store`', { store: true }],
      'openai-responses': ['`store`', { store: true }],
      gemini: ['`store`', { store: true }],
    },
  },
  {
    title: 'where the data may be worked on',
    mark: /inference_geo/,
    said: { anthropic: ['`inference_geo`', { inference_geo: 'us' }] },
  },
  {
    title: 'what is blocked as unsafe',
    mark: /BLOCK_ONLY_HIGH/,
    said: {
      gemini: [
        '`safetySettings`',
        { safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH' }] },
      ],
    },
  },
  {
    title: 'words that are expected',
    mark: MARK,
    said: { 'openai-chat': ['`prediction`', { prediction: { type: 'content', content: WORD } }] },
  },
  {
    title: 'what to do with a full window',
    mark: /clear_tool_uses|"truncation":"auto"/,
    said: {
      anthropic: ['`context_management`', { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } }],
      'openai-responses': ['`truncation`', { truncation: 'auto' }],
    },
  },
  {
    title: 'what a provider has made of earlier turns',
    mark: MARK,
    said: {
      anthropic: [
        '`compaction`',
        spoken.messages({
          content: [
            { type: 'compaction', content: `They spoke of a ${WORD}.` },
            { type: 'text', text: 'Yes?' },
          ],
        }),
      ],
      'openai-responses': [
        '`compaction`',
        spoken.input(
          { type: 'compaction', encrypted_content: Buffer.from(WORD).toString('base64') },
          { role: 'assistant', content: 'Yes?' },
        ),
      ],
    },
  },
  {
    title: 'an earlier answer by its id',
    mark: MARK,
    said: { 'openai-responses': ['`previous_response_id`', { previous_response_id: `resp_${WORD}` }] },
  },
  {
    title: 'a prompt that lies at the provider',
    mark: MARK,
    said: {
      'openai-responses': ['`prompt`', { prompt: { id: `pmpt_${WORD}` } }],
      gemini: ['`cachedContent`', { cachedContent: `cachedContents/${WORD}` }],
    },
  },
  {
    title: 'an answer that is fetched later',
    mark: /"background":true/,
    said: { 'openai-responses': ['`background`', { background: true }] },
  },
  {
    title: 'a machine at the provider',
    mark: MARK,
    said: { anthropic: ['`container`', { container: `container_${WORD}` }] },
  },
  {
    title: "a model's own template or tokens",
    mark: /"raw"|"context"/,
    said: { 'ollama-generate': ['`raw`, `context`', { raw: true, context: [1, 2, 3] }] },
  },
  {
    title: 'text behind the gap',
    mark: MARK,
    said: { 'ollama-generate': ['`suffix`', { suffix: WORD }] },
  },
  {
    title: 'room for the conversation',
    mark: /"num_ctx":12345/,
    needless: 'other providers give a model all of its window',
    said: sayings(12_345, { ollama: 'num_ctx', 'ollama-generate': 'num_ctx' }),
  },
  {
    title: 'how long a model stays loaded',
    mark: /"keep_alive":"7m"/,
    needless: "it is about the server's memory and not about the answer",
    said: { ollama: ['`keep_alive`', { keep_alive: '7m' }], 'ollama-generate': ['`keep_alive`', { keep_alive: '7m' }] },
  },
  {
    title: "the server's own work",
    mark: /num_gpu/,
    said: sayings(2, { ollama: 'num_gpu', 'ollama-generate': 'num_gpu' }),
  },
  {
    title: 'a field that nobody knows',
    mark: /newer_than_this/,
    said: {
      anthropic: ['a new field', { newer_than_this: 1 }],
      'openai-chat': ['a new field', { newer_than_this: 1 }],
      'openai-responses': ['a new field', { newer_than_this: 1 }],
      gemini: ['a new field', { newer_than_this: 1 }],
      ollama: ['a new field', { newer_than_this: 1 }],
      'ollama-generate': ['a new field', { newer_than_this: 1 }],
    },
  },
];
