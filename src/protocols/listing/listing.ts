import type { Effort } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** A model as lists of models speak of it. Null where it is not known. */
export type ListedModel = {
  readonly name: string;
  /** Who made it, empty when unknown. */
  readonly maker: string;
  /** The largest input, tokens. */
  readonly contextTokens: number | null;
  /** The largest answer, tokens. */
  readonly outputTokens: number | null;
  readonly images: boolean | null;
  readonly pdf: boolean | null;
  readonly tools: boolean | null;
  /** `2026-10-21`. */
  readonly createdOn: string | null;
  /** It makes vectors and no answers. */
  readonly embeds?: boolean;
  /** Answers can be held to a JSON schema. */
  readonly schemas?: boolean;
  /** In which ways it can be told how to think, in Anthropic's words; empty: in none. */
  readonly thinking?: readonly ThinkingKind[];
  /** How hard it can be told to think; empty: it cannot. */
  readonly efforts?: readonly Effort[];
};

export const THINKING_KINDS = ['adaptive', 'between_tools', 'disabled', 'enabled'] as const;
export type ThinkingKind = (typeof THINKING_KINDS)[number];

/** One page of a provider's list. */
export type Listed = {
  readonly models: readonly ListedModel[];
  /** What has to be added to the query for the next page, `after_id=…`; empty when there is none. */
  readonly next: string;
};

/** A dialect of lists of models, both ways. Pure. */
export type Listing = {
  /** A page of the list, as `query` (with or without its `?`) asks for it. Throws `bad-request` for a place that is not in the list. */
  readonly render: (models: readonly ListedModel[], query: string) => JsonObject;
  readonly renderOne: (model: ListedModel) => JsonObject;
  /** Reads a provider's page, and leaves out what has no name. Throws `garbled` when it is no list. */
  readonly read: (body: Json) => Listed;
};

export const UNKNOWN = {
  maker: '',
  contextTokens: null,
  outputTokens: null,
  images: null,
  pdf: null,
  tools: null,
  createdOn: null,
} as const satisfies Omit<ListedModel, 'name'>;
