import { Fault } from '../../model/fault.ts';
import { isArray, type Json } from '../../model/json.ts';
import type { Losses } from '../fields.ts';
import type { Embedded, EmbeddingDialect, EmbeddingRequest, Vector } from './embedding.ts';

const FLOAT_BYTES = 4;

/** A vector as a provider wrote it: a list of numbers, or 32-bit floats, lowest byte first, in base64. Throws `garbled`. */
function readVector(value: Json | undefined): Vector {
  const vector = typeof value === 'string' ? decoded(value) : value;
  if (!isArray(vector) || !isVector(vector)) throw new Fault('garbled', 'A vector of the answer is no list of numbers');
  return vector;
}

function isVector(values: readonly Json[]): values is Vector {
  return values.every((value) => typeof value === 'number' && Number.isFinite(value));
}

function decoded(text: string): Vector | null {
  const bytes = Buffer.from(text, 'base64');
  // The decoder skips what is no base64 and stops early, so what it found is measured against what was written.
  const whole = Math.floor((text.replace(/={1,2}$/, '').length * 3) / 4) === bytes.length;
  if (!whole || bytes.length % FLOAT_BYTES !== 0) return null;
  const values: number[] = [];
  for (let at = 0; at < bytes.length; at += FLOAT_BYTES) values.push(bytes.readFloatLE(at));
  return values;
}

/** A vector as 32-bit floats, lowest byte first, in base64: a third of what its digits take. */
export function encoded(vector: Vector): string {
  const bytes = Buffer.alloc(vector.length * FLOAT_BYTES);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * FLOAT_BYTES);
  return bytes.toString('base64');
}

/**
 * Reads an answer. Throws `garbled` unless there is exactly one vector for each input, all of one length, and of the length
 * that was asked for. Vectors are kept for years: one that is missing or moved by one place is found out by nobody.
 */
export function readAnswer(dialect: EmbeddingDialect, body: Json, request: EmbeddingRequest): Embedded {
  const vectors = countedVectors(dialect, body, request).map(readVector);
  const length = vectors[0]?.length ?? 0;
  for (const vector of vectors) {
    if (vector.length === 0) throw new Fault('garbled', 'A vector of the answer is empty');
    if (vector.length !== length) throw new Fault('garbled', 'The vectors of the answer differ in length');
  }
  const { dimensions } = request;
  if (dimensions !== null && vectors.length > 0 && length !== dimensions) {
    throw new Fault('garbled', `The vectors have ${length} numbers where ${dimensions} were asked for`);
  }
  return { vectors, inputTokens: dialect.tokensIn(body) };
}

/**
 * The tokens of an answer that is passed on as it is, after the same look at it. Where the request says what only its own
 * server understands, its numbers may be of any kind, and only their count is looked at.
 */
export function weighAnswer(dialect: EmbeddingDialect, body: Json, request: EmbeddingRequest): number {
  if (!request.unsaid.some(({ weight }) => weight === 'blocking'))
    return readAnswer(dialect, body, request).inputTokens;
  countedVectors(dialect, body, request);
  return dialect.tokensIn(body);
}

function countedVectors(dialect: EmbeddingDialect, body: Json, { inputs }: EmbeddingRequest): readonly Json[] {
  const vectors = dialect.vectorsIn(body);
  if (vectors.length === inputs.length) return vectors;
  throw new Fault('garbled', `The answer has ${vectors.length} vectors for ${inputs.length} inputs`);
}

/** The texts of a request, for a dialect that knows nothing else. What is no text is a blocking loss. */
export function textsOf({ inputs, unsaid }: EmbeddingRequest, losses: Losses): readonly string[] {
  for (const { what, weight } of unsaid) losses.lose(what, weight);
  if (inputs.length === 0) losses.lose('loading of a model', 'blocking');
  return inputs.flatMap((input) => {
    switch (input.kind) {
      case 'text':
        return [input.text];
      case 'tokens':
        losses.lose('token lists', 'blocking');
        return [];
      case 'other':
        losses.lose('inputs that are no text', 'blocking');
        return [];
    }
  });
}

/** The fields of a caller's body that no dialect but its own has a word for. What is not known may change the vectors. */
export function loseUnread(
  body: Readonly<Record<string, Json>>,
  { known, harmless }: { readonly known: readonly string[]; readonly harmless: readonly string[] },
  losses: Losses,
): void {
  for (const [key, value] of Object.entries(body)) {
    if (known.includes(key) || value === null) continue;
    losses.lose(key, harmless.includes(key) ? 'cosmetic' : 'blocking');
  }
}
