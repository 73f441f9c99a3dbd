import { at, numberAt, type Json, type JsonObject } from '../../../model/json.ts';
import type { Telling, Trouble } from './dialect.ts';
import { openaiTrouble } from './openai-account.ts';
import { objectAt } from './reading.ts';
import { isInBackground } from './responses-kept.ts';

type Status = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';

/** An answer that is not over has cost nothing yet. */
const UNCOUNTED: readonly Status[] = ['queued', 'in_progress', 'failed', 'cancelled'];

/** How an answer ended. */
export function statusOf({ answer }: Telling): Status {
  return answer.stop === 'length' || answer.stop === 'context' ? 'incomplete' : 'completed';
}

/** The answer around its items. It repeats much of the request. */
export function response(
  telling: Telling,
  status: Status,
  output: readonly JsonObject[],
  error: Json = null,
): JsonObject {
  const { id, atMs, asked, answer, request } = telling;
  const second = Math.floor(atMs / 1_000);
  const given = (field: string, otherwise: Json): Json => at(request, field) ?? otherwise;
  return {
    id,
    object: 'response',
    created_at: second,
    status,
    background: isInBackground(telling),
    completed_at: status === 'completed' ? second + 1 : null,
    error,
    incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
    instructions: given('instructions', null),
    max_output_tokens: given('max_output_tokens', null),
    max_tool_calls: given('max_tool_calls', null),
    model: asked.model,
    output,
    parallel_tool_calls: given('parallel_tool_calls', true),
    previous_response_id: given('previous_response_id', null),
    prompt_cache_key: given('prompt_cache_key', null),
    reasoning: { effort: null, summary: null, ...objectAt(request, 'reasoning') },
    safety_identifier: given('safety_identifier', null),
    service_tier: 'default',
    store: given('store', true),
    temperature: given('temperature', 1),
    text: { format: { type: 'text' }, verbosity: 'medium', ...objectAt(request, 'text') },
    tool_choice: given('tool_choice', 'auto'),
    tools: given('tools', []),
    top_logprobs: numberAt(request, 'top_logprobs'),
    top_p: given('top_p', 1),
    truncation: given('truncation', 'disabled'),
    usage: UNCOUNTED.includes(status) ? null : usage(answer),
    user: given('user', null),
    metadata: given('metadata', {}),
  };
}

function usage({
  usage: { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, thinkingTokens },
}: Telling['answer']): JsonObject {
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cacheReadTokens, cache_write_tokens: cacheWriteTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: thinkingTokens },
    total_tokens: inputTokens + outputTokens,
  };
}

/** An answer that says of itself that it failed. */
export function failedResponse(cause: Trouble, telling: Telling): JsonObject {
  const { code, type, message } = openaiTrouble(cause).body.error;
  return response(telling, 'failed', [], { code: code ?? type, message });
}
