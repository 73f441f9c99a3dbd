import { EFFORTS, type Effort } from '../../model/conversation.ts';
import { at, isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { LossWeight } from '../../model/loss.ts';
import type { AdaptOptions, Rendered } from '../protocol.ts';
import { nearestEffort } from '../efforts.ts';
import { collectLosses, type Losses } from '../fields.ts';
import { adaptThinking } from './adapt-thinking.ts';
import { adaptTools } from './adapt-tools.ts';
import { adaptTurns } from './adapt-turns.ts';
import { weightOfField } from './unsaid.ts';

/** What lies at one account: a machine, and what was said before. */
const AT_PROVIDER = ['container', 'thread'] as const;
const SAMPLING = ['temperature', 'top_p', 'top_k'] as const;

type Out = Record<string, Json>;

/**
 * A caller's body made fit for a standby that speaks this dialect, too: what its model refuses is taken out and named, and
 * everything else stays as it was written, caching marks and the provider's own tools included.
 */
export function adapt(body: JsonObject, options: AdaptOptions): Rendered {
  const losses = collectLosses();
  const { quirks, foreign } = options;
  const out: Out = { ...body, model: options.model };
  const drop = (key: string, weight: LossWeight = 'behavioural', what = key): void => {
    if (out[key] !== undefined && out[key] !== null) losses.lose(what, weight);
    delete out[key];
  };
  if (quirks.noSampling === true) for (const key of SAMPLING) drop(key);
  if (quirks.noStop === true) drop('stop_sequences', 'behavioural', 'stop');
  // The name of an end user was meant for one vendor and nobody else.
  if (foreign) drop('metadata', 'cosmetic');
  if (foreign) for (const key of AT_PROVIDER) drop(key, 'blocking');
  if (foreign && options.kin !== true) dropOwn(out, losses);
  const tools = adaptTools(out, options, losses);
  for (const key of ['tools', 'tool_choice']) delete out[key];
  Object.assign(out, tools);
  const limit = out['max_tokens'];
  if (typeof limit === 'number' && options.maxOutputTokens !== null)
    out['max_tokens'] = Math.min(limit, options.maxOutputTokens);
  if (isArray(out['messages'])) out['messages'] = adaptTurns(out['messages'], options, losses);
  const thinking = adaptThinking(out, body, options, losses);
  const config = thinking['output_config'];
  const fit = isObject(config) ? { ...thinking, output_config: adaptOutput(config, options, losses) } : thinking;
  return { body: fit, losses: losses.list() };
}

/** What only Anthropic does with a request. */
function dropOwn(out: Out, losses: Losses): void {
  for (const [key, value] of Object.entries(out)) {
    const weight = weightOfField(key, value);
    if (weight === null) continue;
    losses.lose(key, weight);
    delete out[key];
  }
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
  const wanted = EFFORTS.find((effort) => effort === at(out, 'effort'));
  return wanted === undefined ? out : { ...without(out, 'effort'), ...known(wanted, quirks.efforts, losses) };
}

function known(wanted: Effort, efforts: readonly Effort[] | undefined, losses: Losses): JsonObject {
  const effort = efforts === undefined ? wanted : nearestEffort(efforts, wanted);
  if (effort !== wanted) losses.lose('thinking.effort', 'cosmetic');
  return effort === null ? {} : { effort };
}

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}
