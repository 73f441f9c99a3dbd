import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { AdaptOptions, Quirks, Rendered } from '../protocol.ts';
import { collectLosses, type Losses } from '../fields.ts';

const SAMPLING = [
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'logprobs',
  'top_logprobs',
  'logit_bias',
] as const;

/**
 * A caller's body made fit for a standby that speaks this dialect, too: what its server or model refuses is taken out and
 * named, and everything else stays as it was written.
 */
export function adapt(body: JsonObject, options: AdaptOptions): Rendered {
  const losses = collectLosses();
  const { quirks } = options;
  const out: Record<string, Json> = { ...body, model: options.model };
  const drop = (key: string, weight: 'cosmetic' | 'behavioural' = 'behavioural'): void => {
    if (out[key] !== undefined) losses.lose(key, weight);
    delete out[key];
  };
  if (quirks.noSampling === true) for (const key of SAMPLING) drop(key);
  if (quirks.noStop === true) drop('stop');
  if (quirks.noEffort === true) drop('reasoning_effort');
  if (quirks.noStreamOptions === true) drop('stream_options', 'cosmetic');
  if (options.foreign)
    for (const key of ['user', 'safety_identifier', 'prompt_cache_key', 'metadata', 'store', 'service_tier'])
      drop(key, 'cosmetic');
  if (
    quirks.noForcedTools === true &&
    out['tool_choice'] !== undefined &&
    !/^(auto|none)$/.test(textAt(body, 'tool_choice'))
  )
    drop('tool_choice');
  if (quirks.noSchema === true && textAt(body, 'response_format', 'type') === 'json_schema') {
    losses.lose('response_format', 'behavioural');
    out['response_format'] = { type: 'json_object' };
    // Without the word JSON in a message, this format is refused; and the schema has to be said somewhere.
    const schema = JSON.stringify(at(body, 'response_format', 'json_schema', 'schema') ?? {});
    const said = { role: 'system', content: `Answer with one JSON object that fits this JSON schema:\n${schema}` };
    if (isArray(out['messages'])) out['messages'] = [said, ...out['messages']];
  }
  limit(out, options);
  if (isArray(out['messages']))
    out['messages'] = out['messages'].map((message) => adaptMessage(message, quirks, losses));
  return { body: out, losses: losses.list() };
}

/** The limit under the name that is understood, and no larger than the model allows. */
function limit(out: Record<string, Json>, { quirks, maxOutputTokens }: AdaptOptions): void {
  const wanted = out['max_completion_tokens'] ?? out['max_tokens'];
  if (typeof wanted !== 'number') return;
  delete out['max_completion_tokens'];
  delete out['max_tokens'];
  const tokens = maxOutputTokens === null ? wanted : Math.min(wanted, maxOutputTokens);
  out[quirks.oldMaxTokens === true ? 'max_tokens' : 'max_completion_tokens'] = tokens;
}

function adaptMessage(message: Json, quirks: Quirks, losses: Losses): Json {
  if (!isObject(message)) return message;
  for (const part of isArray(message['content']) ? message['content'] : []) {
    if (textAt(part, 'type') !== 'image_url') continue;
    const url = textAt(part, 'image_url', 'url') || textAt(part, 'image_url');
    if (quirks.noImages === true) losses.lose('images', 'blocking');
    else if (quirks.noImageUrls === true && !url.startsWith('data:')) losses.lose('image URLs', 'blocking');
  }
  // Only OpenAI itself knows developers; to everybody else they are the system.
  const role = at(message, 'role');
  const named = quirks.developerRole === true ? 'developer' : 'system';
  return role === 'system' || role === 'developer' ? { ...message, role: named } : message;
}
