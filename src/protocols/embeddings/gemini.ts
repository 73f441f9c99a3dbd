import { Fault } from '../../model/fault.ts';
import { at, isArray, isObject, listAt, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import { bad, collectLosses, fieldOf, type Losses, objectOf } from '../fields.ts';
import type { Rendered } from '../protocol.ts';
import type { EmbeddingDialect, EmbeddingInput, EmbeddingRequest } from './embedding.ts';
import { loseUnread, textsOf } from './vectors.ts';

// The server takes both spellings of every field.
const FIELDS = {
  known: ['model', 'content', 'taskType', 'task_type', 'outputDimensionality', 'output_dimensionality'],
  harmless: [],
};

/** Gemini's `:embedContent`, for one text. */
export const geminiEmbedding: EmbeddingDialect = {
  id: 'gemini',
  family: 'gemini',
  place: ':embedContent',
  askPath: (model) => `/${pathOf(model)}:embedContent`,
  raw: false,
  vendorOnly: [],
  parseRequest: (body) => requestOf([objectOf(body, '')]),
  renderRequest: (request, model) => {
    const { body, losses } = renderBatch(request, model);
    const [only, ...others] = listAt(body, 'requests');
    const many = others.length > 0 ? [{ what: 'several inputs', weight: 'blocking' } as const] : [];
    return { body: isObject(only) ? only : {}, losses: [...losses, ...many] };
  },
  rename: renamed,
  vectorsIn: (body) => valuesOf([at(body, 'embedding')]),
  tokensIn,
  renderResponse: ({ vectors: [values = []], inputTokens }) => ({ embedding: { values }, ...usageOf(inputTokens) }),
  renameResponse: (body) => body,
};

/** Gemini's `:batchEmbedContents`, for many; the official clients use it for one, too. */
export const geminiEmbeddings: EmbeddingDialect = {
  id: 'gemini-batch',
  family: 'gemini',
  place: ':batchEmbedContents',
  askPath: (model) => `/${pathOf(model)}:batchEmbedContents`,
  raw: false,
  vendorOnly: [],
  parseRequest: (body) => {
    const requests = fieldOf(objectOf(body, ''), 'requests');
    if (!isArray(requests)) throw bad('requests', 'a list was expected');
    return requestOf(requests.map((one, index) => objectOf(one, `requests.${index}`)));
  },
  renderRequest: renderBatch,
  rename: (body, model) => ({
    ...body,
    requests: listAt(body, 'requests').map((one) => (isObject(one) ? renamed(one, model) : one)),
  }),
  vectorsIn: (body) => {
    const embeddings = at(body, 'embeddings');
    if (!isArray(embeddings)) throw new Fault('garbled', 'The answer has no vectors');
    return valuesOf(embeddings);
  },
  tokensIn,
  renderResponse: ({ vectors, inputTokens }) => ({
    embeddings: vectors.map((values) => ({ values })),
    ...usageOf(inputTokens),
  }),
  renameResponse: (body) => body,
};

function requestOf(requests: readonly JsonObject[]): EmbeddingRequest {
  const losses = collectLosses();
  for (const one of requests) loseUnread(one, FIELDS, losses);
  return {
    inputs: requests.map((one) => inputOf(one, losses)),
    dimensions: same(requests.map(dimensionsOf), 'outputDimensionality', losses) ?? null,
    purpose: same(requests.map(purposeOf), 'taskType', losses) ?? '',
    truncate: null,
    encoding: 'numbers',
    unsaid: losses.list(),
  };
}

/** What all requests of a batch say alike. Elsewhere it can be said once only. */
function same<Value>(values: readonly Value[], what: string, losses: Losses): Value | undefined {
  const [first] = values;
  if (values.every((value) => value === first)) return first;
  losses.lose(`${what} of each input`, 'blocking');
  return undefined;
}

function dimensionsOf(request: JsonObject): number | null {
  const value = fieldOf(request, 'outputDimensionality') ?? fieldOf(request, 'output_dimensionality');
  return typeof value === 'number' && value > 0 ? value : null;
}

function purposeOf(request: JsonObject): string {
  const purpose = textAt(request, 'taskType') || textAt(request, 'task_type');
  return purpose === 'TASK_TYPE_UNSPECIFIED' ? '' : purpose;
}

function inputOf(request: JsonObject, losses: Losses): EmbeddingInput {
  const parts = listAt(request, 'content', 'parts');
  const [first] = parts;
  // How several parts become one vector is the model's own affair.
  if (parts.length > 1) losses.lose('inputs of several parts', 'blocking');
  const text = at(first, 'text');
  return typeof text === 'string' ? { kind: 'text', text } : { kind: 'other' };
}

function renderBatch(request: EmbeddingRequest, model: string): Rendered {
  const losses = collectLosses();
  // Here nobody can say that a text that is too long must not be cut.
  if (request.truncate === false) losses.lose('truncate', 'behavioural');
  const { dimensions, purpose } = request;
  const requests = textsOf(request, losses).map((text) => ({
    model: nameOf(model),
    content: { parts: [{ text }] },
    ...(purpose !== '' && { taskType: purpose }),
    ...(dimensions !== null && { outputDimensionality: dimensions }),
  }));
  return { body: { requests }, losses: losses.list() };
}

/** The name in a body has to be that of the path. */
function renamed(request: JsonObject, model: string): JsonObject {
  return 'model' in request ? { ...request, model: nameOf(model) } : request;
}

function nameOf(model: string): string {
  return model.includes('/') ? model : `models/${model}`;
}

function pathOf(model: string): string {
  return nameOf(model).split('/').map(encodeURIComponent).join('/');
}

function valuesOf(embeddings: readonly (Json | undefined)[]): readonly Json[] {
  return embeddings.map((one) => at(one, 'values') ?? null);
}

function tokensIn(body: Json): number {
  return numberAt(body, 'usageMetadata', 'promptTokenCount');
}

function usageOf(tokens: number): JsonObject {
  return tokens === 0 ? {} : { usageMetadata: { promptTokenCount: tokens, totalTokenCount: tokens } };
}
