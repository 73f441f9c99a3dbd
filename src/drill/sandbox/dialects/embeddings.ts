import { at, isArray, listAt, numberAt, textAt, type Json, type JsonObject } from '../../../model/json.ts';
import { chance } from '../answer/chance.ts';
import { countTokens } from '../answer/words.ts';

/** Length of a vector when nobody asks for another. Real ones have 768 to 3,072 numbers. */
const DIMENSIONS = 16;
const DIMENSIONS_MAX = 3_072;

/** A vector of length 1 that hangs on text and model only. Texts that share words point into similar directions. */
export function vectorOf(text: string, model: string, dimensions = DIMENSIONS): readonly number[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text];
  const sum = Array.from({ length: dimensions }, () => 0);
  for (const word of words) {
    const luck = chance(`${model}|${word}`);
    for (let place = 0; place < dimensions; place += 1) sum[place] = (sum[place] ?? 0) + luck.next() * 2 - 1;
  }
  const length = Math.hypot(...sum) || 1;
  return sum.map((number) => number / length);
}

/** The answer of OpenAI's `/v1/embeddings`, or what it would say against the request. */
export function embedForOpenai(body: JsonObject): JsonObject | string {
  const model = textAt(body, 'model');
  if (model === '') return 'you must provide a model parameter';
  const texts = textsOf(at(body, 'input'));
  if (texts === null)
    return "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.";
  const dimensions = dimensionsIn(at(body, 'dimensions'));
  if (dimensions === null) return `Invalid value for 'dimensions': expected 1 to ${DIMENSIONS_MAX}.`;
  const used = countTokens(texts.join(''));
  return {
    object: 'list',
    data: texts.map((text, index) => {
      const vector = vectorOf(text, model, dimensions);
      const embedding = textAt(body, 'encoding_format') === 'base64' ? base64Of(vector) : vector;
      return { object: 'embedding', index, embedding };
    }),
    model,
    usage: { prompt_tokens: used, total_tokens: used },
  };
}

/** The answer of Ollama's `/api/embed`, or what it would say against the request. */
export function embedForOllama(body: JsonObject): JsonObject | string {
  const model = textAt(body, 'model');
  if (model === '') return 'model is required';
  const input = at(body, 'input') ?? [];
  const texts = isArray(input) && input.length === 0 ? [] : textsOf(input);
  if (texts === null) return 'invalid input type';
  const dimensions = dimensionsIn(at(body, 'dimensions'));
  if (dimensions === null) return 'invalid dimensions';
  return {
    model,
    embeddings: texts.map((text) => vectorOf(text, model, dimensions)),
    total_duration: 14_143_917,
    load_duration: 1_019_500,
    prompt_eval_count: countTokens(texts.join('')),
  };
}

/** The vector of one request to Gemini, or what it would say against it. `name` says where it stands. */
export function embedForGemini(
  request: Json,
  model: string,
  name: string,
): { readonly values: readonly number[] } | string {
  const parts = listAt(request, 'content', 'parts');
  if (parts.length === 0) return `* ${name}.content: contents is not specified`;
  const dimensions = dimensionsIn(at(request, 'outputDimensionality') ?? at(request, 'output_dimensionality'));
  if (dimensions === null) return `* ${name}.output_dimensionality: must be between 1 and ${DIMENSIONS_MAX}`;
  return { values: vectorOf(parts.map((part) => textAt(part, 'text')).join('\n'), model, dimensions) };
}

function dimensionsIn(value: Json | undefined): number | null {
  if (value === undefined || value === null) return DIMENSIONS;
  const wanted = numberAt({ value }, 'value');
  return Number.isInteger(wanted) && wanted >= 1 && wanted <= DIMENSIONS_MAX ? wanted : null;
}

/** The texts of an input: one or several, each as words or as tokens; null when it is neither. */
function textsOf(input: Json | undefined): readonly string[] | null {
  const one = textOf(input);
  if (one !== null) return [one];
  const texts = listAt(input).map(textOf);
  const found = texts.filter((text) => text !== null);
  return found.length === 0 || found.length < texts.length ? null : found;
}

function textOf(input: Json | undefined): string | null {
  if (typeof input === 'string') return input;
  const tokens = listAt(input).filter((token) => typeof token === 'number');
  return tokens.length > 0 && tokens.length === listAt(input).length ? tokens.join(' ') : null;
}

function base64Of(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}
