import type { FaultKind } from '../../model/fault.ts';
import { at, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { StopReason, Usage } from '../../model/reply.ts';
import { fitting } from '../names.ts';

const STOP_OF: Readonly<Record<string, StopReason>> = {
  stop: 'done',
  length: 'length',
  tool_calls: 'tool-call',
  function_call: 'tool-call',
  content_filter: 'refused',
  // Mistral: the context is full.
  model_length: 'context',
};

/** Ends that are none: the provider gave up on its answer. */
const BROKEN: Readonly<Record<string, FaultKind>> = {
  error: 'broken',
  // vLLM, as its engine shuts down or goes to sleep.
  abort: 'broken',
  // Zhipu.
  network_error: 'broken',
  // DeepSeek.
  insufficient_system_resource: 'overloaded',
};

const REASON_OF = {
  done: 'stop',
  'stop-sequence': 'stop',
  length: 'length',
  'tool-call': 'tool_calls',
  refused: 'content_filter',
  context: 'length',
  // The turn has to be sent again to go on, which this dialect has no word for.
  pause: 'stop',
} as const satisfies Record<StopReason, string>;

/** What a `finish_reason` means. Reasons of one server alone (`eos`, `end_turn`, …) count as an ordinary end. */
export function parseStop(reason: string): StopReason {
  return (Object.hasOwn(STOP_OF, reason) ? STOP_OF[reason] : undefined) ?? 'done';
}

/** Which fault a `finish_reason` is that says that the answer was broken off; null for the end of an answer. */
export function breakOf(reason: string): FaultKind | null {
  return (Object.hasOwn(BROKEN, reason) ? BROKEN[reason] : undefined) ?? null;
}

export const renderStop = (stop: StopReason): string => REASON_OF[stop];

/** Token counts, or null where there are none. Here, too, the input contains what was cached and the output what was thought. */
export function parseUsage(usage: Json | undefined): Usage | null {
  if (!isObject(usage)) return null;
  const count = (...path: readonly string[]): number => {
    const value = at(usage, ...path);
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
  };
  const inputTokens = count('prompt_tokens');
  const written = count('completion_tokens');
  const told = at(usage, 'completion_tokens_details', 'reasoning_tokens') ?? at(usage, 'reasoning_tokens');
  const thinkingTokens =
    typeof told === 'number' || inputTokens === 0
      ? count('completion_tokens_details', 'reasoning_tokens') || count('reasoning_tokens')
      : // Gemini does not say how much it thought: only its total shows that.
        Math.max(0, count('total_tokens') - inputTokens - written);
  // xAI and Perplexity count thinking beside the answer; their total shows it.
  const isExtra = thinkingTokens > written || count('total_tokens') === inputTokens + written + thinkingTokens;
  return {
    inputTokens,
    // DeepSeek counts what it found in its cache beside the details.
    cacheReadTokens: count('prompt_tokens_details', 'cached_tokens') || count('prompt_cache_hit_tokens'),
    cacheWriteTokens: count('prompt_tokens_details', 'cache_write_tokens'),
    outputTokens: isExtra ? written + thinkingTokens : written,
    thinkingTokens,
  };
}

export function renderUsage(usage: Usage): JsonObject {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      ...(usage.cacheWriteTokens > 0 && { cache_write_tokens: usage.cacheWriteTokens }),
    },
    completion_tokens_details: { reasoning_tokens: usage.thinkingTokens },
  };
}

const NAME_LENGTH_MAX = 64;
const ID_LENGTH_MAX = 40;

/** A name that OpenAI accepts for a tool. The same name gives the same result, different ones differ. */
export const validName = (name: string): string => fitting(name, NAME_LENGTH_MAX);

/** The same for the id of a tool call. */
export const validId = (id: string): string => fitting(id, ID_LENGTH_MAX);

/** An id for a call that came without one: it must differ from those of other answers in the same conversation. */
export function spareCallId(replyId: string, index: number): string {
  return validId(replyId === '' ? `call_${index}` : `call_${replyId}_${index}`);
}

/** The id of an answer as OpenAI's look. */
export function completionId(id: string): string {
  return id.startsWith('chatcmpl-') ? id : `chatcmpl-${id === '' ? '0' : id.replaceAll(/[^a-zA-Z0-9_-]/g, '_')}`;
}
