import { Fault } from '../../model/fault.ts';
import { at, isArray, numberAt, type Json } from '../../model/json.ts';
import { bad, collectLosses, fieldOf, numberField, objectOf, textField } from '../fields.ts';
import type { EmbeddingDialect, EmbeddingInput, EmbeddingRequest } from './embedding.ts';
import { encoded, loseUnread, textsOf } from './vectors.ts';

const FIELDS = {
  known: ['model', 'input', 'dimensions', 'encoding_format'],
  // `provider` says who of OpenRouter's servers may be asked.
  harmless: ['user', 'metadata', 'service_tier', 'safety_identifier', 'provider'],
};

/** OpenAI's `POST /embeddings`, which most servers have. */
export const openaiEmbeddings: EmbeddingDialect = {
  id: 'openai',
  family: 'openai-chat',
  place: '/embeddings',
  askPath: () => '/embeddings',
  raw: false,
  vendorOnly: FIELDS.harmless,
  parseRequest,
  renderRequest: (request, model) => {
    const losses = collectLosses();
    if (request.purpose !== '') losses.lose('taskType', 'blocking');
    // Too long a text is an error here, which is more than a caller expects who lets it be cut, and no wrong vector.
    if (request.truncate === true) losses.lose('truncate', 'behavioural');
    const input = textsOf(request, losses);
    const { dimensions } = request;
    return { body: { model, input, ...(dimensions !== null && { dimensions }) }, losses: losses.list() };
  },
  rename: (body, model) => ({ ...body, model }),
  vectorsIn,
  tokensIn: (body) => numberAt(body, 'usage', 'prompt_tokens'),
  renderResponse: ({ vectors, inputTokens }, { encoding }, model) => ({
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encoding === 'base64' ? encoded(vector) : vector,
    })),
    model,
    usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
  }),
  renameResponse: (body, model) => ('model' in body ? { ...body, model } : body),
};

function parseRequest(body: Json): EmbeddingRequest {
  const object = objectOf(body, '');
  const input = fieldOf(object, 'input');
  if (input === undefined) throw bad('input', 'this field is required');
  const losses = collectLosses();
  loseUnread(object, FIELDS, losses);
  const encoding = textField(object, 'encoding_format', '') ?? 'float';
  // Some servers have more, such as whole numbers of one byte.
  if (encoding !== 'float' && encoding !== 'base64') losses.lose('encoding_format', 'blocking');
  return {
    inputs: inputsIn(input),
    dimensions: numberField(object, 'dimensions', '') ?? null,
    purpose: '',
    truncate: null,
    encoding: encoding === 'base64' ? 'base64' : 'numbers',
    unsaid: losses.list(),
  };
}

/** A text, a list of texts, the tokens of one text, or a list of such. Some servers take images, too. */
function inputsIn(input: Json): readonly EmbeddingInput[] {
  if (!isArray(input)) return [inputOf(input)];
  return areNumbers(input) ? [{ kind: 'tokens', tokens: input }] : input.map(inputOf);
}

function inputOf(value: Json): EmbeddingInput {
  if (typeof value === 'string') return { kind: 'text', text: value };
  return isArray(value) && areNumbers(value) ? { kind: 'tokens', tokens: value } : { kind: 'other' };
}

function areNumbers(values: readonly Json[]): values is readonly number[] {
  return values.length > 0 && values.every((value) => typeof value === 'number');
}

/** Each entry says which input it is of; where none does, they come in order. */
function vectorsIn(body: Json): readonly Json[] {
  const data = at(body, 'data');
  if (!isArray(data)) throw new Fault('garbled', 'The answer has no vectors');
  const placed = new Map<number, Json>();
  for (const [place, entry] of data.entries()) {
    const index = at(entry, 'index') ?? place;
    if (typeof index !== 'number' || placed.has(index)) throw new Fault('garbled', UNPLACED);
    placed.set(index, at(entry, 'embedding') ?? null);
  }
  return data.map((_, index) => {
    const vector = placed.get(index);
    if (vector === undefined) throw new Fault('garbled', UNPLACED);
    return vector;
  });
}

const UNPLACED = 'The answer does not say which vector is of which input';
