import { at, isArray, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { AdaptOptions, Rendered } from '../protocol.ts';
import { collectLosses, type Losses } from '../fields.ts';
import { blockType } from './terms.ts';

const SAMPLING = ['temperature', 'top_p', 'top_k'] as const;

/**
 * A caller's body made fit for a standby that speaks this dialect, too: what its model refuses is taken out and named, and
 * everything else stays as it was written, caching marks and the provider's own tools included.
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
  if (quirks.noStop === true) drop('stop_sequences');
  if (quirks.noThinking === true) drop('thinking');
  if (quirks.noForcedTools === true && /^(any|tool)$/.test(textAt(body, 'tool_choice', 'type'))) {
    losses.lose('tool_choice', 'behavioural');
    out['tool_choice'] = { ...(isObject(out['tool_choice']) ? out['tool_choice'] : {}), type: 'auto' };
    if (isObject(out['tool_choice'])) out['tool_choice'] = without(out['tool_choice'], 'name');
  }
  if (isObject(out['output_config'])) out['output_config'] = adaptOutput(out['output_config'], options, losses);
  const limit = out['max_tokens'];
  if (typeof limit === 'number' && options.maxOutputTokens !== null)
    out['max_tokens'] = Math.min(limit, options.maxOutputTokens);
  if (options.foreign) {
    // The name of an end user was meant for one vendor and nobody else.
    drop('metadata', 'cosmetic');
    if (isArray(out['messages'])) out['messages'] = out['messages'].flatMap((message) => unsigned(message, losses));
  }
  return { body: out, losses: losses.list() };
}

function adaptOutput(config: JsonObject, { quirks }: AdaptOptions, losses: Losses): JsonObject {
  let out = config;
  for (const [key, refused] of [
    ['effort', quirks.noEffort],
    ['format', quirks.noSchema],
  ] as const) {
    if (refused !== true || out[key] === undefined) continue;
    losses.lose(`output_config.${key}`, 'behavioural');
    out = without(out, key);
  }
  return out;
}

/** Thinking that another maker has signed would be refused. */
function unsigned(message: Json, losses: Losses): readonly Json[] {
  const content = at(message, 'content');
  if (!isObject(message) || !isArray(content)) return [message];
  const kept = content.filter((block) => !/^(redacted_)?thinking$/.test(blockType(block)));
  if (kept.length === content.length) return [message];
  losses.lose('thinking of earlier turns', 'cosmetic');
  return kept.length === 0 ? [] : [{ ...message, content: kept }];
}

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}
