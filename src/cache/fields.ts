/**
 * What a field of a request means for answers that were given before. `key`: another value is another request. `marked`: the same, but
 * marks in it that only tell a provider what to keep are nothing. `ignore`: the answer does not depend on it. `bypass`: with a value, the
 * request is about something that lives elsewhere or happens now, and its answer is none for anybody else.
 */
export type Verdict = 'key' | 'marked' | 'ignore' | 'bypass';

/**
 * Every field of a request, dialect by dialect. A field that is not here is in the key: what nobody knows may change the answer.
 * `fields.test.ts` holds the table against the types of the official clients, so that a field that is new there has to be decided here.
 */
// oxfmt-ignore
export const FIELDS = {
  anthropic: {
    model: 'key', messages: 'marked', system: 'marked', tools: 'marked', tool_choice: 'key', max_tokens: 'key', stop_sequences: 'key',
    temperature: 'key', top_p: 'key', top_k: 'key', thinking: 'key', output_config: 'key', output_format: 'key', betas: 'key',
    context_management: 'key', compaction: 'key', fallbacks: 'key', inference_geo: 'key', workspace_id: 'key', billing_policy: 'key',
    diagnostics: 'key',
    stream: 'ignore', cache_control: 'ignore', metadata: 'ignore', service_tier: 'ignore', speed: 'ignore',
    fallback_credit_token: 'ignore',
    container: 'bypass', mcp_servers: 'bypass', thread: 'bypass', user_profile_id: 'bypass',
  },
  'openai-chat': {
    model: 'key', messages: 'marked', tools: 'marked', tool_choice: 'key', functions: 'key', function_call: 'key',
    parallel_tool_calls: 'key', max_tokens: 'key', max_completion_tokens: 'key', stop: 'key', temperature: 'key', top_p: 'key',
    frequency_penalty: 'key', presence_penalty: 'key', logit_bias: 'key', logprobs: 'key', top_logprobs: 'key', n: 'key', seed: 'key',
    response_format: 'key', reasoning_effort: 'key', verbosity: 'key', modalities: 'key', audio: 'key', prediction: 'key',
    moderation: 'key',
    stream: 'ignore', stream_options: 'ignore', metadata: 'ignore', user: 'ignore', safety_identifier: 'ignore',
    prompt_cache_key: 'ignore', prompt_cache_options: 'ignore', prompt_cache_retention: 'ignore', service_tier: 'ignore',
    store: 'bypass', web_search_options: 'bypass',
  },
  'openai-responses': {
    model: 'key', input: 'marked', instructions: 'key', tools: 'marked', tool_choice: 'key', parallel_tool_calls: 'key',
    max_tool_calls: 'key', max_output_tokens: 'key', temperature: 'key', top_p: 'key', top_logprobs: 'key', reasoning: 'key', text: 'key',
    truncation: 'key', include: 'key', image: 'key', moderation: 'key', context_management: 'key', access_programs: 'key', store: 'key',
    stream: 'ignore', stream_options: 'ignore', metadata: 'ignore', user: 'ignore', safety_identifier: 'ignore',
    prompt_cache_key: 'ignore', prompt_cache_options: 'ignore', prompt_cache_retention: 'ignore', service_tier: 'ignore',
    background: 'bypass', conversation: 'bypass', previous_response_id: 'bypass', prompt: 'bypass',
  },
  gemini: {
    model: 'key', contents: 'key', systemInstruction: 'key', tools: 'key', toolConfig: 'key', safetySettings: 'key',
    generationConfig: 'key', modelArmorConfig: 'key',
    labels: 'ignore', serviceTier: 'ignore',
    cachedContent: 'bypass', cached_content: 'bypass', store: 'bypass',
  },
  ollama: {
    model: 'key', messages: 'key', tools: 'key', format: 'key', think: 'key', options: 'key', logprobs: 'key', top_logprobs: 'key',
    stream: 'ignore', keep_alive: 'ignore', _debug_render_only: 'key',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Verdict>>>>;

/** The dialects whose answers can be kept. */
export type KeptDialect = keyof typeof FIELDS;

export function isKeptDialect(id: string): id is KeptDialect {
  return Object.hasOwn(FIELDS, id);
}

export function verdictOf(dialect: KeptDialect, field: string): Verdict {
  const fields: Readonly<Record<string, Verdict>> = FIELDS[dialect];
  return (Object.hasOwn(fields, field) ? fields[field] : undefined) ?? 'key';
}

/** Headers of a dialect that say who calls and how, and nothing of what is asked. All others are in the key. Some are beginnings. */
const ASIDE = [
  'x-stainless-',
  'x-app',
  'x-claude-code-',
  'x-codex-',
  'x-openai-client-',
  'idempotency-key',
  'x-client-request-id',
  'originator',
  'session-id',
  'session_id',
  'thread-id',
  'conversation-id',
  'conversation_id',
  'x-goog-api-client',
  'x-server-timeout',
];

export function isInKey(header: string): boolean {
  return !ASIDE.some((name) => (name.endsWith('-') ? header.startsWith(name) : header === name));
}
