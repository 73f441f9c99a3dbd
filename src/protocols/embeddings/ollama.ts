import { Fault } from '../../model/fault.ts';
import { at, isArray, isObject, numberAt, type Json, type JsonObject } from '../../model/json.ts';
import { collectLosses, fieldOf, numberField, objectOf, textField } from '../fields.ts';
import type { EmbeddingDialect, EmbeddingInput, EmbeddingRequest } from './embedding.ts';
import { loseUnread, textsOf } from './vectors.ts';

/** Ollama's `POST /api/embed`, for one text or many. */
export const ollamaEmbeddings: EmbeddingDialect = {
  id: 'ollama',
  family: 'ollama',
  place: '/api/embed',
  askPath: () => '/api/embed',
  raw: false,
  vendorOnly: [],
  parseRequest: (body) => {
    const object = objectOf(body, '');
    const truncate = fieldOf(object, 'truncate');
    return {
      ...requestOf(object, ['model', 'input', 'dimensions', 'truncate']),
      inputs: inputsIn(fieldOf(object, 'input') ?? ''),
      dimensions: numberField(object, 'dimensions', '') || null,
      truncate: typeof truncate === 'boolean' ? truncate : null,
    };
  },
  renderRequest: (request, model) => {
    const losses = collectLosses();
    if (request.purpose !== '') losses.lose('taskType', 'blocking');
    const { dimensions } = request;
    return {
      body: {
        model,
        input: textsOf(request, losses),
        // Left to itself, Ollama makes a vector of the beginning of a text that is too long, and says nothing.
        truncate: request.truncate === true,
        ...(dimensions !== null && { dimensions }),
      },
      losses: losses.list(),
    };
  },
  rename: (body, model) => ({ ...body, model }),
  vectorsIn: (body) => {
    const vectors = at(body, 'embeddings');
    if (!isArray(vectors)) throw new Fault('garbled', 'The answer has no vectors');
    return vectors;
  },
  tokensIn: (body) => numberAt(body, 'prompt_eval_count'),
  renderResponse: ({ vectors, inputTokens }, _, model) => ({
    model,
    embeddings: vectors,
    // There is no clock here; the fields are there for clients that divide by them.
    total_duration: 0,
    load_duration: 0,
    prompt_eval_count: inputTokens,
  }),
  renameResponse: (body, model) => ('model' in body ? { ...body, model } : body),
};

/** Ollama's older `POST /api/embeddings`, for one text. It leaves vectors as long as the model made them. */
export const ollamaEmbedding: EmbeddingDialect = {
  id: 'ollama-old',
  family: 'ollama',
  place: '/api/embeddings',
  askPath: () => '/api/embeddings',
  raw: true,
  vendorOnly: [],
  parseRequest: (body) => {
    const object = objectOf(body, '');
    const prompt = textField(object, 'prompt', '') ?? '';
    return {
      ...requestOf(object, ['model', 'prompt']),
      inputs: prompt === '' ? [] : [{ kind: 'text', text: prompt }],
    };
  },
  renderRequest: (request, model) => {
    const losses = collectLosses();
    if (request.purpose !== '') losses.lose('taskType', 'blocking');
    if (request.dimensions !== null) losses.lose('dimensions', 'blocking');
    const [prompt = '', ...others] = textsOf(request, losses);
    if (others.length > 0) losses.lose('several inputs', 'blocking');
    return { body: { model, prompt }, losses: losses.list() };
  },
  rename: (body, model) => ({ ...body, model }),
  vectorsIn: (body) => {
    const vector = at(body, 'embedding');
    if (!isArray(vector)) throw new Fault('garbled', 'The answer has no vector');
    // A request without a text only loads the model.
    return vector.length === 0 ? [] : [vector];
  },
  tokensIn: () => 0,
  renderResponse: ({ vectors: [embedding = []] }) => ({ embedding }),
  renameResponse: (body) => body,
};

function requestOf(object: JsonObject, known: readonly string[]): EmbeddingRequest {
  const losses = collectLosses();
  const { options, ...others } = object;
  loseUnread(others, { known, harmless: ['keep_alive'] }, losses);
  // They say how the model is run; of its vectors they can change no more than where a text is cut.
  if (isObject(options) && Object.keys(options).length > 0) losses.lose('options', 'behavioural');
  return { inputs: [], dimensions: null, purpose: '', truncate: null, encoding: 'numbers', unsaid: losses.list() };
}

/** An empty text alone loads the model. */
function inputsIn(input: Json): readonly EmbeddingInput[] {
  if (input === '') return [];
  return (isArray(input) ? input : [input]).map((one) =>
    typeof one === 'string' ? { kind: 'text', text: one } : { kind: 'other' },
  );
}
