import { EFFORTS, type Message } from '../../model/conversation.ts';
import { at, isArray, isObject, listAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { nearestEffort } from '../efforts.ts';
import { collectLosses, type Losses } from '../fields.ts';
import type { AdaptOptions, Quirks, Rendered } from '../protocol.ts';
import { itemsOf, parseItems } from './parse-input.ts';
import { parseToolChoice, parseTools } from './parse-tools.ts';
import { renderItems } from './render-items.ts';
import { renderTools } from './render-tools.ts';
import { takesNoEffort, typeOf } from './terms.ts';

const SAMPLING = ['temperature', 'top_p', 'top_logprobs'] as const;

/** What was meant for one vendor and nobody else. */
// oxfmt-ignore
const FOR_VENDOR = [
  'user', 'safety_identifier', 'prompt_cache_key', 'prompt_cache_retention', 'prompt_cache_options', 'metadata', 'service_tier',
  'client_metadata', 'moderation', 'access_programs', 'stream_options',
] as const;

/** What lies at one provider; without it the answer would be about something else, or could not be fetched. */
const AT_PROVIDER = ['previous_response_id', 'conversation', 'prompt', 'background'] as const;

/**
 * A caller's body made fit for a standby that speaks this dialect, too: what its server or model refuses is taken out and named, and
 * everything else stays as it was written. Another vendor gets items and tools in the plain form that all servers understand.
 */
export function adapt(body: JsonObject, options: AdaptOptions): Rendered {
  const losses = collectLosses();
  const { quirks } = options;
  const out: Record<string, Json> = { ...body, model: options.model };
  const drop = (key: string, weight: 'cosmetic' | 'behavioural' | 'blocking' = 'behavioural'): void => {
    if (out[key] !== undefined && out[key] !== null && out[key] !== false) losses.lose(key, weight);
    delete out[key];
  };
  if (quirks.noSampling === true) for (const key of SAMPLING) drop(key);
  if (takesNoEffort(quirks)) drop('reasoning');
  else if (isObject(out['reasoning'])) out['reasoning'] = adaptEffort(out['reasoning'], quirks, losses);
  if (quirks.noForcedTools === true && !options.foreign && isForced(body)) drop('tool_choice');
  if (quirks.noSchema === true) adaptFormat(out, losses);
  const limit = out['max_output_tokens'];
  if (typeof limit === 'number' && options.maxOutputTokens !== null)
    out['max_output_tokens'] = Math.min(limit, options.maxOutputTokens);
  if (!options.foreign) {
    if (quirks.noTools === true && listAt(body, 'tools').length > 0) losses.lose('tools', 'blocking');
    for (const part of partsIn(body)) loseMedia(part, quirks, losses);
    return { body: out, losses: losses.list() };
  }
  for (const key of FOR_VENDOR) drop(key, 'cosmetic');
  for (const key of AT_PROVIDER) drop(key, 'blocking');
  // Nothing is kept there: nobody could ever ask for it by way of us.
  if (out['store'] === true) losses.lose('store', 'cosmetic');
  out['store'] = false;
  if (isArray(out['include'])) out['include'] = out['include'].filter((name) => isIncludedAnywhere(name, losses));
  const { fields, reshaped } = plainForm(
    { ...body, ...(out['input'] !== undefined && { input: out['input'] }) },
    options,
    losses,
  );
  for (const key of ['tools', 'tool_choice', 'parallel_tool_calls']) delete out[key];
  return { body: { ...out, ...fields }, losses: losses.list(), ...(reshaped && { reshaped }) };
}

type Plain = { readonly fields: JsonObject; readonly reshaped: boolean };

/** Items and tools without anything of OpenAI's own: no namespaces, no free text, no ids, no thoughts that only it can open. */
function plainForm(body: JsonObject, { quirks }: AdaptOptions, losses: Losses): Plain {
  const writing = { quirks, losses };
  const items = itemsOf(body);
  const offer = parseTools(body, items, losses);
  const { toolChoice, tools, webSearch: demanded } = parseToolChoice(body, offer, losses);
  const messages = parseItems(items, { tools: offer.tools, losses }).map(unsealed);
  const isOptional = tools.length > 0 && !demanded;
  const { fields, instructions } = renderTools(
    {
      messages: [],
      tools,
      toolChoice,
      parallelTools: body['parallel_tool_calls'] !== false,
      output: { kind: 'text' },
      thinking: { kind: 'default' },
      settings: {},
      ...(offer.webSearch !== null && { webSearch: { ...offer.webSearch, optional: isOptional } }),
      unsaid: [],
    },
    writing,
  );
  const said = instructions.map((content) => ({ role: 'system', content }));
  return {
    fields: { ...fields, input: [...said, ...renderItems(messages, tools, writing)] },
    reshaped: tools.some(
      ({ origin, freeText }) => origin !== undefined || (freeText !== undefined && quirks.freeText !== true),
    ),
  };
}

function unsealed(message: Message): Message {
  const parts = message.parts.map((part) => (part.type === 'thinking' ? { ...part, signature: '' } : part));
  return { ...message, parts };
}

function adaptEffort(reasoning: JsonObject, { efforts }: Quirks, losses: Losses): JsonObject {
  const written = textAt(reasoning, 'effort');
  if (efforts === undefined || written === '' || efforts.some((known) => known === written)) return reasoning;
  losses.lose('thinking.effort', written === 'none' ? 'behavioural' : 'cosmetic');
  const { effort: _, ...rest } = reasoning;
  const wanted = EFFORTS.find((known) => known === written);
  const effort = wanted === undefined ? null : nearestEffort(efforts, wanted);
  return effort === null ? rest : { ...rest, effort };
}

/** A format is only taken with the word JSON in the input, and the schema has to be said somewhere. */
function adaptFormat(out: Record<string, Json>, losses: Losses): void {
  const { text } = out;
  const format = at(text, 'format');
  if (!isObject(text) || typeOf(format) !== 'json_schema') return;
  losses.lose('text.format', 'behavioural');
  out['text'] = { ...text, format: { type: 'json_object' } };
  const said = `Answer with one JSON object that fits this JSON schema:\n${JSON.stringify(at(format, 'schema') ?? {})}`;
  const input = out['input'];
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : isArray(input) ? input : [];
  out['input'] = [{ role: 'system', content: said }, ...items];
}

/** Sealed thoughts are understood or passed over everywhere; other additions are OpenAI's, and refused by many. */
function isIncludedAnywhere(name: Json, losses: Losses): boolean {
  if (name === 'reasoning.encrypted_content') return true;
  const isLogprobs = name === 'message.output_text.logprobs';
  losses.lose(`include.${typeof name === 'string' ? name : ''}`, isLogprobs ? 'behavioural' : 'cosmetic');
  return false;
}

function isForced(body: JsonObject): boolean {
  return isObject(body['tool_choice']) || body['tool_choice'] === 'required';
}

/** The parts of all messages and results. */
function partsIn(body: JsonObject): readonly Json[] {
  return listAt(body, 'input').flatMap((item) => [...listAt(item, 'content'), ...listAt(item, 'output')]);
}

function loseMedia(part: Json, quirks: Quirks, losses: Losses): void {
  if (typeOf(part) === 'input_file' && quirks.noPdf === true) losses.lose('PDF', 'blocking');
  if (typeOf(part) !== 'input_image') return;
  if (quirks.noImages === true) losses.lose('images', 'blocking');
  else if (quirks.noImageUrls === true && !textAt(part, 'image_url').startsWith('data:'))
    losses.lose('image URLs', 'blocking');
}
