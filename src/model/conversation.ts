import type { JsonObject } from './json.ts';
import type { Loss } from './loss.ts';

/** What a caller wants said, in no provider's dialect. Every protocol parses into it and renders out of it. */
export type Conversation = {
  /** In order. `system` may stand first or anywhere between the turns; a protocol that cannot say that has to emulate it. */
  readonly messages: readonly Message[];
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice;
  /** May the model ask for several tools in one turn? */
  readonly parallelTools: boolean;
  readonly output: OutputFormat;
  readonly thinking: Thinking;
  readonly settings: Settings;
  /** The model may search the web before it answers, at the provider. Absent: it may not. */
  readonly webSearch?: WebSearch;
  /** What the caller said that this type has no word for. It counts as lost wherever a translation is needed. */
  readonly unsaid: readonly Loss[];
};

export type Role = 'system' | 'user' | 'assistant';

export type Message = {
  readonly role: Role;
  readonly parts: readonly Part[];
};

/**
 * `cache`: the beginning of the request up to and with this part is the same again and again, so a provider may keep it for as
 * long. `signature` is what the maker of a thought or a call needs to recognise it, never sent to another maker.
 */
export type Part =
  | {
      readonly type: 'text';
      readonly text: string;
      readonly citations?: readonly Citation[];
      readonly cache?: CacheTime;
    }
  | {
      readonly type: 'thinking';
      readonly text: string;
      /** Empty when there is none. */
      readonly signature: string;
    }
  /** Thinking that only its maker can read. */
  | { readonly type: 'sealed-thinking'; readonly data: string }
  | {
      readonly type: 'media';
      readonly mediaType: string;
      readonly source: MediaSource;
      readonly name: string;
      readonly cache?: CacheTime;
    }
  | {
      readonly type: 'tool-call';
      readonly id: string;
      readonly name: string;
      readonly input: JsonObject;
      /** Absent when there is none. */
      readonly signature?: string;
    }
  | {
      readonly type: 'tool-result';
      readonly callId: string;
      readonly parts: readonly Part[];
      readonly failed: boolean;
      readonly cache?: CacheTime;
    }
  /** The model declined; its words, if it gave any. */
  | { readonly type: 'refusal'; readonly text: string };

/** How long a provider should keep the beginning of a request. */
export type CacheTime = '5m' | '1h';

/**
 * Where something in a text comes from. `start` and `end` (behind the last) count UTF-16 units in the text of their own part;
 * both 0: the text as a whole. What is not known is empty.
 */
export type Citation = {
  readonly start: number;
  readonly end: number;
  readonly url: string;
  readonly title: string;
  /** The words of the source. */
  readonly quote: string;
};

/** Limits of a search; empty lists are none. */
export type WebSearch = {
  readonly allowedDomains: readonly string[];
  readonly blockedDomains: readonly string[];
  /** It is one of several tools: without it the answer may differ, but is not wrong. */
  readonly optional?: boolean;
};

/** `mediaType` is a MIME type; with `kind: 'url'` it may be as vague as `image/*`. */
export type MediaSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'base64'; readonly data: string };

export type Tool = {
  /** Unlike that of every other tool of the conversation; of a tool in a namespace, both names in one: `ns__name`. */
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the input, an object at its root. */
  readonly inputSchema: JsonObject;
  readonly strict: boolean;
  /**
   * Its input is free text and no JSON (a `custom` tool); the grammar of that text, empty when anything goes. To those who know
   * only JSON it is offered with one string field `input`, and so its calls are kept here.
   */
  readonly freeText?: string;
  /** The namespace that it was offered in, and its name there. */
  readonly origin?: { readonly namespace: string; readonly name: string };
  readonly cache?: CacheTime;
};

export type ToolChoice =
  | { readonly kind: 'auto' }
  | { readonly kind: 'none' }
  | { readonly kind: 'required' }
  | { readonly kind: 'tool'; readonly name: string };

export type OutputFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'json' }
  | { readonly kind: 'schema'; readonly name: string; readonly schema: JsonObject; readonly strict: boolean };

export const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type Effort = (typeof EFFORTS)[number];

/** How much the model should think before it answers. `default`: the caller did not say. */
export type Thinking =
  | { readonly kind: 'default' }
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly effort: Effort | null; readonly budgetTokens: number | null };

export type Settings = {
  /** Upper bound of the answer in tokens, thinking included. */
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  /** Requests with the same key share the beginning that a provider keeps. */
  readonly cacheKey?: string;
  /** An opaque name of the end user. It is not sent to another vendor than the one it was meant for. */
  readonly user?: string;
};

/** The smallest conversation: one question, no settings. */
export function ask(text: string): Conversation {
  return {
    messages: [{ role: 'user', parts: [{ type: 'text', text }] }],
    tools: [],
    toolChoice: { kind: 'auto' },
    parallelTools: true,
    output: { kind: 'text' },
    thinking: { kind: 'default' },
    settings: {},
    unsaid: [],
  };
}
