import { type Effort, EFFORTS } from '../../model/conversation.ts';
import { at, isArray, isObject, type Json, listAt, textAt } from '../../model/json.ts';
import type { Provider } from '../provider.ts';
import type { ThinkingKind } from '../../protocols/protocol.ts';
import type { ModelFacts, Price } from './facts.ts';

/** What a provider says of one of its models. Only what it says is there. */
export type Listed = { readonly model: string; readonly facts: Partial<ModelFacts> };

/**
 * Reads what a models endpoint tells: Anthropic and Gemini (`/models`), OpenRouter, Mistral, Groq, Together, Fireworks, vLLM,
 * llama.cpp, GitHub (Models and Copilot), LM Studio (`/api/v0/models`, `/api/v1/models`) and Ollama (`/api/show`, whose answer names
 * no model: it is the one that was asked about). Servers copy each other's fields, so a field counts wherever it is met. What is
 * missing or strange is left out; nothing is thrown.
 */
export function factsFromListing(provider: Pick<Provider, 'local'>, body: Json): readonly Listed[] {
  const entries = isArray(body) ? body : [...listAt(body, 'data'), ...listAt(body, 'models')];
  const single = entries.length === 0 && isObject(body) && (isObject(body['model_info']) || isText(body['id']));
  return (single ? [body] : entries).flatMap((entry) => {
    const model = (textAt(entry, 'id') || textAt(entry, 'key') || textAt(entry, 'name')).replace(/^models\//, '');
    if (model === '' && !single) return [];
    const { price, ...facts } = factsOf(entry);
    return [{ model, facts: { ...facts, ...(price !== undefined && !provider.local && { price }) } }];
  });
}

const isText = (value: Json | undefined): boolean => typeof value === 'string' && value !== '';

function factsOf(entry: Json): Partial<ModelFacts> {
  const found: { -readonly [K in keyof ModelFacts]?: ModelFacts[K] | undefined } = {
    contextTokens: windowOf(entry),
    maxInputTokens: first(entry, MAX_INPUT),
    maxOutputTokens: first(entry, MAX_OUTPUT),
    media: mediaOf(entry),
    tools: toolsOf(entry),
    schema: schemaOf(entry),
    sampling: parameter(entry, 'temperature'),
    stop: parameter(entry, 'stop'),
    thinking: thinkingOf(entry),
    efforts: effortsOf(entry),
    price: priceOf(entry),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

type Path = readonly string[];

const WINDOW: readonly Path[] = [
  ['max_context_length'],
  ['context_window'],
  ['max_model_len'],
  ['context_length'],
  ['top_provider', 'context_length'],
  ['meta', 'n_ctx'],
  ['meta', 'n_ctx_train'],
  ['capabilities', 'limits', 'max_context_window_tokens'],
];
const MAX_INPUT: readonly Path[] = [
  ['max_input_tokens'],
  ['inputTokenLimit'],
  ['limits', 'max_input_tokens'],
  ['capabilities', 'limits', 'max_prompt_tokens'],
];
const MAX_OUTPUT: readonly Path[] = [
  ['outputTokenLimit'],
  ['max_completion_tokens'],
  ['top_provider', 'max_completion_tokens'],
  ['limits', 'max_output_tokens'],
  ['capabilities', 'limits', 'max_output_tokens'],
  // Anthropic's word for it. Elsewhere it could be anything, but there it would have been found by now.
  ['max_tokens'],
];

function first(entry: Json, paths: readonly Path[]): number | undefined {
  for (const path of paths) {
    const value = at(entry, ...path);
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  }
  return undefined;
}

/** Ollama names the window by the kind of model: `llama.context_length`. LM Studio says what it has loaded, too, which counts. */
function windowOf(entry: Json): number | undefined {
  const loaded = first(entry, [['loaded_context_length'], ['loaded_instances', '0', 'config', 'context_length']]);
  if (loaded !== undefined) return loaded;
  const said = first(entry, WINDOW);
  const info = at(entry, 'model_info');
  if (said !== undefined || !isObject(info)) return said;
  const key = Object.keys(info).find((name) => name.endsWith('.context_length'));
  return key === undefined ? undefined : first(info, [[key]]);
}

function supported(entry: Json, ...path: Path): boolean | undefined {
  const value = at(entry, ...path);
  if (typeof value === 'boolean') return value;
  const inner = at(value, 'supported');
  return typeof inner === 'boolean' ? inner : undefined;
}

/** Is it in a list of words? Undefined without such a list. */
function listed(list: Json | undefined, ...words: readonly string[]): boolean | undefined {
  return isArray(list) ? words.some((word) => list.includes(word)) : undefined;
}

const parameter = (entry: Json, name: string): boolean | undefined => listed(at(entry, 'supported_parameters'), name);

function toolsOf(entry: Json): boolean | undefined {
  return (
    supported(entry, 'capabilities', 'function_calling') ??
    supported(entry, 'capabilities', 'supports', 'tool_calls') ??
    supported(entry, 'capabilities', 'trained_for_tool_use') ??
    supported(entry, 'supports_tools') ??
    listed(at(entry, 'capabilities'), 'tools', 'tool_use', 'tool-calling') ??
    parameter(entry, 'tools')
  );
}

function schemaOf(entry: Json): boolean | undefined {
  return (
    supported(entry, 'capabilities', 'structured_outputs') ??
    supported(entry, 'capabilities', 'supports', 'structured_outputs') ??
    parameter(entry, 'structured_outputs')
  );
}

function mediaOf(entry: Json): ModelFacts['media'] | undefined {
  const list = at(entry, 'architecture', 'input_modalities') ?? at(entry, 'supported_input_modalities');
  if (isArray(list)) {
    const has = (...words: readonly string[]): boolean => words.some((word) => list.includes(word));
    return { image: has('image'), pdf: has('file', 'pdf'), audio: has('audio'), video: has('video') };
  }
  const image =
    supported(entry, 'capabilities', 'image_input') ??
    supported(entry, 'capabilities', 'vision') ??
    supported(entry, 'capabilities', 'supports', 'vision') ??
    supported(entry, 'supports_image_input') ??
    listed(at(entry, 'capabilities'), 'vision', 'image_input') ??
    (textAt(entry, 'type') === 'vlm' ? true : undefined);
  const pdf = supported(entry, 'capabilities', 'pdf_input');
  if (image === undefined && pdf === undefined) return undefined;
  return { image: image ?? null, pdf: pdf ?? null, audio: null, video: null };
}

function thinkingOf(entry: Json): readonly ThinkingKind[] | undefined {
  const types = at(entry, 'capabilities', 'thinking', 'types');
  if (isObject(types)) {
    const kinds: ThinkingKind[] = [];
    if (supported(types, 'adaptive') === true) kinds.push('adaptive');
    if (supported(types, 'enabled') === true) kinds.push('budget');
    if (kinds.length > 0 && supported(types, 'disabled') === false) kinds.push('always');
    return kinds;
  }
  if (listed(at(entry, 'capabilities'), 'completion', 'tools', 'thinking') === true) {
    return listed(at(entry, 'capabilities'), 'thinking') === true ? ['adaptive'] : [];
  }
  return parameter(entry, 'reasoning') === false ? [] : undefined;
}

function effortsOf(entry: Json): readonly Effort[] | undefined {
  const levels = at(entry, 'capabilities', 'effort');
  if (!isObject(levels)) return undefined;
  return supported(levels) === false ? [] : EFFORTS.filter((effort) => supported(levels, effort) === true);
}

/** OpenRouter has dollars per token, as text; Together has dollars per million, as numbers. */
function priceOf(entry: Json): Price | undefined {
  const rate = (name: string): number | null => {
    const value = at(entry, 'pricing', name);
    const number =
      typeof value === 'string' ? Number(value) * 1_000_000 : typeof value === 'number' ? value : Number.NaN;
    return Number.isFinite(number) && number >= 0 ? Math.round(number * 1e6) / 1e6 : null;
  };
  const input = rate('prompt') ?? rate('input');
  const output = rate('completion') ?? rate('output');
  if (input === null || output === null) return undefined;
  const cacheRead = rate('input_cache_read') ?? rate('cached_input');
  return { input, output, cacheRead, cacheWrite: rate('input_cache_write'), above: null };
}
