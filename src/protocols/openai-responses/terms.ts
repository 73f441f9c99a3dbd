import { at, isObject, textAt, type Json, type JsonObject } from '../../model/json.ts';
import type { StopReason, Usage } from '../../model/reply.ts';
import { fitting } from '../names.ts';
import { MINT_MARK, type Quirks } from '../protocol.ts';

/** What kind of item or part it is; empty when it does not say. */
export const typeOf = (item: Json | undefined): string => textAt(item, 'type');

/** Can an event of this type be no part of an answer: because it has none, or is one of Anthropic's? Others may be new. */
export const isForeign = (type: string): boolean => type === '' || /^(?:message|content_block)_/.test(type);

/** How an answer ended, from its status and why it is not complete. `called`: it asks for a tool; `declined`: it has a refusal. */
export function parseStop(
  response: Json | undefined,
  { called, declined }: { readonly called: boolean; readonly declined: boolean },
): StopReason {
  if (textAt(response, 'status') === 'incomplete')
    return textAt(response, 'incomplete_details', 'reason') === 'content_filter' ? 'refused' : 'length';
  if (declined) return 'refused';
  return called ? 'tool-call' : 'done';
}

/** The status fields of an answer. A refusal in words is a complete answer; without any it is one that was filtered away. */
export function renderStop(stop: StopReason, declined: boolean): JsonObject {
  switch (stop) {
    case 'length':
    case 'context':
      return { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    case 'refused':
      if (!declined) return { status: 'incomplete', incomplete_details: { reason: 'content_filter' } };
      return { status: 'completed', incomplete_details: null };
    case 'done':
    case 'stop-sequence':
    case 'tool-call':
    // The turn has to be sent again to go on, which this dialect has no word for.
    case 'pause':
      return { status: 'completed', incomplete_details: null };
  }
}

/** Token counts, or null where there are none. Here, too, the input contains what was cached and the output what was thought. */
export function parseUsage(usage: Json | undefined): Usage | null {
  if (!isObject(usage)) return null;
  const count = (...path: readonly string[]): number => {
    const value = at(usage, ...path);
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0;
  };
  const inputTokens = count('input_tokens');
  const written = count('output_tokens');
  const thinkingTokens = count('output_tokens_details', 'reasoning_tokens');
  // xAI counts thinking beside the answer; the total shows it.
  const isExtra = thinkingTokens > written || count('total_tokens') === inputTokens + written + thinkingTokens;
  return {
    inputTokens,
    cacheReadTokens: count('input_tokens_details', 'cached_tokens'),
    cacheWriteTokens: count('input_tokens_details', 'cache_write_tokens'),
    outputTokens: isExtra ? written + thinkingTokens : written,
    thinkingTokens,
  };
}

export function renderUsage(usage: Usage): JsonObject {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      ...(usage.cacheWriteTokens > 0 && { cache_write_tokens: usage.cacheWriteTokens }),
    },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.thinkingTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}

/** What stands where the maker of a thought would seal it, when nobody did. Clients send it back as it is, and `scrub` knows it. */
export const MINTED_SEAL = `${MINT_MARK}unsigned`;

export function isMinted(seal: string): boolean {
  return seal.startsWith(MINT_MARK);
}

const NAME_LENGTH_MAX = 64;
const ID_LENGTH_MAX = 64;

/** A name that OpenAI accepts for a tool. The same name gives the same result, different ones differ. */
export const validName = (name: string): string => fitting(name, NAME_LENGTH_MAX);

/** The same for the id of a tool call. */
export const validId = (id: string): string => fitting(id, ID_LENGTH_MAX);

/** The name of a tool in a namespace, unlike that of any other. */
export function flatName(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}__${name}`;
}

/** The id of an answer as OpenAI's look; clients may check the beginning. */
export function responseId(id: string): string {
  return id.startsWith('resp_') ? id : `resp_${id === '' ? '0' : id.replaceAll(/[^a-zA-Z0-9_-]/g, '_')}`;
}

/** The id of an item of an answer: its kind, the answer and its place. */
export function itemId(prefix: 'msg' | 'fc' | 'ctc' | 'rs', response: string, index: number): string {
  return validId(`${prefix}_${response.replace(/^resp_/, '')}_${index}`);
}

/** An id for a call that came without one: it must differ from those of other answers in the same conversation. */
export function spareCallId(response: string, index: number): string {
  return validId(response === '' ? `call_${index}` : `call_${response}_${index}`);
}

/** Of a model that always thinks, and is known to know levels, a level can still be asked. */
export function takesNoEffort({ noEffort, noThinking, efforts }: Quirks): boolean {
  return noEffort === true || (noThinking === true && efforts === undefined);
}
