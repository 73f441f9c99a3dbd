import type { Citation, Part } from './conversation.ts';
import type { Fault } from './fault.ts';

/**
 * Why an answer ended. `context` is a full context window, `pause` a turn that the provider wants continued as it is.
 * `stop-sequence` names the caller's own stop text, where the provider tells it.
 */
export type StopReason = 'done' | 'stop-sequence' | 'length' | 'tool-call' | 'refused' | 'context' | 'pause';

/** What a model is at when a piece of its answer comes: how long it may be silent then depends on it. */
export type Doing = 'text' | 'thinking' | 'call';

/** Token counts of one answer. */
export type Usage = {
  /** All input tokens, those read from and written to a prompt cache included. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** All output tokens, thinking included. */
  readonly outputTokens: number;
  readonly thinkingTokens: number;
};

export const NO_USAGE: Usage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  thinkingTokens: 0,
};

export type Reply = {
  readonly id: string;
  readonly model: string;
  readonly parts: readonly Part[];
  readonly stop: StopReason;
  /** The caller's stop text that ended the answer, empty when unknown. */
  readonly stopSequence: string;
  readonly usage: Usage;
};

/**
 * A reply on its way. `part` numbers the parts of the reply from 0 in order of appearance; parts never interleave: once a
 * higher number was seen, a lower one does not come back. Exactly one `start` comes first, exactly one `end` or `fault` last.
 * Of `usage` the last one counts.
 */
export type ReplyEvent =
  | { readonly type: 'start'; readonly id: string; readonly model: string }
  | { readonly type: 'text'; readonly part: number; readonly text: string }
  | { readonly type: 'thinking'; readonly part: number; readonly text: string }
  /** The signature of the thinking part with the same number; it is the last event of that part. */
  | { readonly type: 'signature'; readonly part: number; readonly signature: string }
  | { readonly type: 'sealed-thinking'; readonly part: number; readonly data: string }
  | { readonly type: 'refusal'; readonly part: number; readonly text: string }
  /** Of a text part, whose whole text it counts in; it comes at any time before the next part. */
  | { readonly type: 'citation'; readonly part: number; readonly citation: Citation }
  | {
      readonly type: 'tool-call';
      readonly part: number;
      readonly id: string;
      readonly name: string;
      readonly signature?: string;
    }
  /** A piece of the JSON text of that call's input. A call without any such piece has the input `{}`. */
  | { readonly type: 'tool-input'; readonly part: number; readonly json: string }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'end'; readonly stop: StopReason; readonly stopSequence: string }
  | { readonly type: 'fault'; readonly fault: Fault };
