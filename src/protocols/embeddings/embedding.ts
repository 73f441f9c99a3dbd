import type { Json, JsonObject } from '../../model/json.ts';
import type { Loss } from '../../model/loss.ts';
import type { ProtocolId, Rendered } from '../protocol.ts';

/** The ways to ask for vectors. Gemini and Ollama have two each: for one text and for many. */
export type EmbeddingId = 'openai' | 'gemini' | 'gemini-batch' | 'ollama' | 'ollama-old';

/**
 * How one of them is spoken, both ways. Pure, as a Protocol is: parsers throw a Fault, `bad-request` for a caller's body and
 * `garbled` for a provider's. Errors are those of the `family`.
 */
export type EmbeddingDialect = {
  readonly id: EmbeddingId;
  /** The protocol that its errors and headers belong to. */
  readonly family: ProtocolId;
  /** Where it lives, without a base such as `/v1`: `/embeddings`. Where the path names the model, what follows the name: `:embedContent`. */
  readonly place: string;
  /** Where a provider is asked, behind its base address. */
  readonly askPath: (model: string) => string;
  /** Its vectors are as long as the model made them, where the same model's through its other dialects are scaled to length 1. */
  readonly raw: boolean;
  /** Fields of a body that are meant for one vendor and change no vector. */
  readonly vendorOnly: readonly string[];

  readonly parseRequest: (body: Json) => EmbeddingRequest;
  readonly renderRequest: (request: EmbeddingRequest, model: string) => Rendered;
  /** A caller's body for the same model under another name. */
  readonly rename: (body: JsonObject, model: string) => JsonObject;

  /** The vectors of an answer as they are written, in the order of the inputs. Throws `garbled` when it is no answer. */
  readonly vectorsIn: (body: Json) => readonly Json[];
  /** The tokens that were read, as an answer says; 0 when it does not. */
  readonly tokensIn: (body: Json) => number;
  /** `model` is the name that the caller asked for. */
  readonly renderResponse: (embedded: Embedded, request: EmbeddingRequest, model: string) => JsonObject;
  /** The provider's own answer with the model's name that the caller asked for, where it names one. */
  readonly renameResponse: (body: JsonObject, model: string) => JsonObject;
};

/** What a caller wants turned into vectors. */
export type EmbeddingRequest = {
  /** One vector for each, in this order. None: the model should only be loaded. */
  readonly inputs: readonly EmbeddingInput[];
  /** How many numbers a vector should have; null: as many as the model makes. */
  readonly dimensions: number | null;
  /** What the vectors are for, in Gemini's words (`RETRIEVAL_QUERY`); it changes them. Empty: not said. */
  readonly purpose: string;
  /** May a text that is too long be cut? Null: not said. */
  readonly truncate: boolean | null;
  /** How the caller wants the numbers written. */
  readonly encoding: 'numbers' | 'base64';
  /** What the caller said that this type has no word for. It counts as lost wherever a translation is needed. */
  readonly unsaid: readonly Loss[];
};

export type EmbeddingInput =
  | { readonly kind: 'text'; readonly text: string }
  /** A text as the numbers of its tokens. Only those who have the model's own list of tokens can read it. */
  | { readonly kind: 'tokens'; readonly tokens: readonly number[] }
  /** An image, or whatever else only this dialect has a word for. */
  | { readonly kind: 'other' };

/** What came of it. */
export type Embedded = {
  /** In the order of the inputs. */
  readonly vectors: readonly Vector[];
  /** 0 when it is not said. */
  readonly inputTokens: number;
};

export type Vector = readonly number[];
