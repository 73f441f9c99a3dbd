import { at, isObject, numberAt, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { StopReason, Usage } from '../../model/reply.ts';
import { MINT_MARK } from '../protocol.ts';
import { fitting } from '../names.ts';

const STOP_OF: Readonly<Record<string, StopReason>> = {
  end_turn: 'done',
  stop_sequence: 'stop-sequence',
  max_tokens: 'length',
  tool_use: 'tool-call',
  refusal: 'refused',
  model_context_window_exceeded: 'context',
  pause_turn: 'pause',
};

const REASON_OF = {
  done: 'end_turn',
  'stop-sequence': 'stop_sequence',
  length: 'max_tokens',
  'tool-call': 'tool_use',
  refused: 'refusal',
  context: 'model_context_window_exceeded',
  pause: 'pause_turn',
} as const satisfies Record<StopReason, string>;

/** What an Anthropic `stop_reason` means. Reasons that are newer than this list count as an ordinary end. */
export function parseStop(reason: string): StopReason {
  return (Object.hasOwn(STOP_OF, reason) ? STOP_OF[reason] : undefined) ?? 'done';
}

/** The stop fields as they stand in an answer and in the last delta of a stream. */
export function renderStop(stop: StopReason, stopSequence: string): JsonObject {
  return { stop_reason: REASON_OF[stop], stop_sequence: stopSequence === '' ? null : stopSequence };
}

/** Anthropic's own counts. `input` does not contain what was read from or written to the prompt cache. */
export type Counts = {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly output: number;
  readonly thinking: number;
};

export const NO_COUNTS: Counts = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, thinking: 0 };

/** Reads token counts. A stream repeats them cumulatively, and what it leaves out keeps the value it had. */
export function parseCounts(usage: Json | undefined, before: Counts): Counts {
  if (!isObject(usage)) return before;
  const count = (old: number, ...path: readonly string[]): number => {
    const value = at(usage, ...path);
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : old;
  };
  return {
    input: count(before.input, 'input_tokens'),
    cacheRead: count(before.cacheRead, 'cache_read_input_tokens'),
    cacheWrite: count(before.cacheWrite, 'cache_creation_input_tokens'),
    output: count(before.output, 'output_tokens'),
    thinking: count(before.thinking, 'output_tokens_details', 'thinking_tokens'),
  };
}

/** The counts in our words: here the input contains what went through the cache. */
export function usageOf(counts: Counts): Usage {
  return {
    inputTokens: counts.input + counts.cacheRead + counts.cacheWrite,
    cacheReadTokens: counts.cacheRead,
    cacheWriteTokens: counts.cacheWrite,
    outputTokens: counts.output,
    thinkingTokens: counts.thinking,
  };
}

export function renderUsage(usage: Usage): JsonObject {
  return {
    input_tokens: Math.max(0, usage.inputTokens - usage.cacheReadTokens - usage.cacheWriteTokens),
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
    output_tokens: usage.outputTokens,
    ...(usage.thinkingTokens > 0 && { output_tokens_details: { thinking_tokens: usage.thinkingTokens } }),
  };
}

/** The signature of thinking that no Claude has signed. Clients send it back as it is, and `scrub` recognises it. */
export const MINTED_SIGNATURE = `${MINT_MARK}unsigned`;

export function isMinted(signature: string): boolean {
  return signature.startsWith(MINT_MARK);
}

/** May it be a signature of Claude's? Those are base64; ours and those of other makers that look different are not. */
export function isOwnSignature(signature: string): boolean {
  return /^[\w+/=-]+$/.test(signature);
}

/** What kind of block it is; empty when it does not say. */
export const blockType = (block: Json | undefined): string => textAt(block, 'type');

const NAME_LENGTH_MAX = 128;
const ID_LENGTH_MAX = 64;

/** A name that Anthropic accepts for a tool. The same name gives the same result, different ones differ. */
export const validName = (name: string): string => fitting(name, NAME_LENGTH_MAX);

/** The same for the id of a tool call. */
export const validId = (id: string): string => fitting(id, ID_LENGTH_MAX);

/** The id of an answer as Anthropic's look; clients may check the beginning. */
export function messageId(id: string): string {
  return id.startsWith('msg_') ? validId(id) : `msg_${id === '' ? '0' : validId(id)}`;
}

/** The number at a path of untrusted JSON if it may be an index, else -1. */
export function indexAt(data: Json): number {
  const index = numberAt(data, 'index');
  return Number.isInteger(index) && index >= 0 ? index : -1;
}
