import { EFFORTS } from '../../model/conversation.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { collectLosses, type Losses } from '../fields.ts';
import type { AdaptOptions, Quirks, Rendered } from '../protocol.ts';
import { adaptMessages } from './adapt-messages.ts';
import { coreOf } from './core.ts';
import { effortBesideTools, effortField, isForced, seedName, thinkingBesideForced } from './render-settings.ts';

const SAMPLING = [
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'logprobs',
  'top_logprobs',
  'logit_bias',
] as const;

/** What was meant for one vendor and nobody else, or means nothing to others. */
// oxfmt-ignore
const OWN = [
  'user', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_options', 'metadata', 'store', 'service_tier',
] as const;

type Out = Record<string, Json>;

/**
 * A caller's body made fit for a standby that speaks this dialect, too: what its server or model refuses is taken out and
 * named, and everything else stays as it was written.
 */
export function adapt(body: JsonObject, options: AdaptOptions): Rendered {
  const losses = collectLosses();
  const { quirks } = options;
  const isStrange = options.foreign && options.alike !== true;
  const out: Out = { ...(isStrange ? coreOf(body, quirks, losses) : body), model: options.model };
  const drop = (key: string, weight: 'cosmetic' | 'behavioural' = 'behavioural'): void => {
    const value = out[key];
    // A penalty of 0 and probabilities that are not wanted say nothing.
    const isIdle =
      value === undefined || value === null || value === false || (value === 0 && key.endsWith('_penalty'));
    if (!isIdle) losses.lose(key, weight);
    delete out[key];
  };
  if (quirks.noSampling === true) for (const key of SAMPLING) drop(key);
  for (const key of quirks.refused ?? []) drop(key);
  if (quirks.noStop === true) drop('stop');
  if (quirks.noEffort === true) drop('reasoning_effort');
  if (quirks.noStreamOptions === true) drop('stream_options', 'cosmetic');
  if (options.foreign) for (const key of OWN) drop(key, 'cosmetic');
  if (quirks.noForcedTools === true && isForced(out['tool_choice'])) drop('tool_choice');
  adaptEffort(out, options, losses);
  adaptTools(out, options, losses);
  adaptSearch(out, options, losses);
  adaptSchema(out, options, losses);
  limit(out, options);
  const { seed, random_seed: random } = out;
  if (seed !== undefined && random === undefined && quirks.randomSeed === true) {
    delete out['seed'];
    out[seedName(quirks)] = seed;
  }
  if (isArray(out['messages'])) out['messages'] = adaptMessages(out['messages'], options, losses);
  return { body: out, losses: losses.list() };
}

function adaptEffort(out: Out, { quirks }: AdaptOptions, losses: Losses): void {
  const wanted = EFFORTS.find((effort) => effort === out['reasoning_effort']);
  if (wanted !== undefined && (quirks.efforts !== undefined || quirks.thinkingSwitch === true)) {
    delete out['reasoning_effort'];
    Object.assign(out, effortField(wanted, quirks, losses));
  }
}

function adaptTools(out: Out, { quirks, foreign }: AdaptOptions, losses: Losses): void {
  const tools = listAt(out, 'tools');
  if (quirks.noTools === true) {
    const called = listAt(out, 'messages').some((message) => listAt(message, 'tool_calls').length > 0);
    if (called || (tools.length > 0 && out['tool_choice'] !== 'none')) losses.lose('tools', 'blocking');
    for (const key of ['tools', 'tool_choice', 'parallel_tool_calls']) delete out[key];
    return;
  }
  if (tools.length > 0) adaptThinking(out, quirks, losses);
  // Read as a function, its calls would come back in another form than the caller waits for.
  if (foreign && quirks.freeText !== true && tools.some((tool) => textAt(tool, 'type') === 'custom')) {
    losses.lose('tools.custom', 'blocking');
  }
  if (foreign && quirks.cacheHints !== 'control' && tools.some((tool) => at(tool, 'cache_control') !== undefined)) {
    losses.lose('cache_control', 'cosmetic');
    out['tools'] = tools.map((tool) => (isObject(tool) ? without(tool, 'cache_control') : tool));
  }
}

/** Some models think beside tools only in some ways. */
function adaptThinking(out: Out, quirks: Quirks, losses: Losses): void {
  const { reasoning_effort: effort, thinking } = out;
  const said = {
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(thinking !== undefined && { thinking }),
  };
  const beside = isForced(out['tool_choice']) ? thinkingBesideForced(said, quirks, losses) : said;
  delete out['reasoning_effort'];
  delete out['thinking'];
  Object.assign(out, effortBesideTools(beside, quirks, losses));
}

/** The search as OpenAI is asked for it, and as Perplexity is, which always searches and takes domains. */
function adaptSearch(out: Out, { quirks, foreign }: AdaptOptions, losses: Losses): void {
  const domains = foreign && quirks.webSearch !== 'always' ? listAt(out, 'search_domain_filter') : [];
  const asks = out['web_search_options'] !== undefined || domains.length > 0;
  if (domains.length > 0) delete out['search_domain_filter'];
  if (domains.length > 0 && quirks.webSearch === 'asked') {
    losses.lose('search_domain_filter', 'behavioural');
    out['web_search_options'] ??= {};
  }
  if (!asks || quirks.webSearch === 'asked') return;
  losses.lose('web_search', quirks.webSearch === 'always' ? 'cosmetic' : 'blocking');
  delete out['web_search_options'];
}

function adaptSchema(out: Out, { quirks }: AdaptOptions, losses: Losses): void {
  if (quirks.noSchema !== true || textAt(out, 'response_format', 'type') !== 'json_schema') return;
  losses.lose('response_format', 'behavioural');
  // Without the word JSON in a message, this format is refused; and the schema has to be said somewhere.
  const schema = JSON.stringify(at(out, 'response_format', 'json_schema', 'schema') ?? {});
  out['response_format'] = { type: 'json_object' };
  const said = { role: 'system', content: `Answer with one JSON object that fits this JSON schema:\n${schema}` };
  if (isArray(out['messages'])) out['messages'] = [said, ...out['messages']];
}

/** The limit under the name that is understood, and no larger than the model allows. */
function limit(out: Out, { quirks, maxOutputTokens }: AdaptOptions): void {
  const wanted = out['max_completion_tokens'] ?? out['max_tokens'];
  if (typeof wanted !== 'number') return;
  delete out['max_completion_tokens'];
  delete out['max_tokens'];
  const tokens = maxOutputTokens === null ? wanted : Math.min(wanted, maxOutputTokens);
  out[quirks.oldMaxTokens === true ? 'max_tokens' : 'max_completion_tokens'] = tokens;
}

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}
