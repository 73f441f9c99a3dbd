import type { Citation } from '../../model/conversation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { freeTextOf } from '../free-text.ts';
import { renderAnnotation } from './annotations.ts';

/** What a writer of a stream remembers of the open part, because it can be said only when the part is over. */
export type WrittenParts = {
  /** Goes on to a part. Returns what the one before still has to say, as deltas. */
  readonly enter: (part: number) => readonly JsonObject[];
  readonly text: (text: string) => void;
  /** Adds to the thought and returns it. */
  readonly thought: (text: string) => string;
  readonly cite: (citation: Citation) => void;
  readonly freeCall: (index: number) => void;
  /** Takes a piece of the input; false when the call is no free text. */
  readonly freeInput: (json: string) => boolean;
};

/** `length`: of the text that was written before, by another attempt. */
export function followWrittenParts(length = 0): WrittenParts {
  let open = -1;
  /** Where the open part begins in the text of the whole message, and where that ends. */
  let from = length;
  let to = length;
  let thought = '';
  let citations: readonly Citation[] = [];
  let free: { readonly index: number; readonly json: string } | null = null;

  const leave = (): readonly JsonObject[] => {
    const annotations = citations.map((citation) => renderAnnotation(citation, from, to));
    const input = free === null || free.json.trim() === '' ? null : freeTextOf(parseFree(free.json));
    const calls = free === null || input === null ? [] : [{ index: free.index, custom: { input } }];
    thought = '';
    citations = [];
    free = null;
    from = to;
    return [...(annotations.length > 0 ? [{ annotations }] : []), ...(calls.length > 0 ? [{ tool_calls: calls }] : [])];
  };

  return {
    enter: (part) => {
      if (part === open) return [];
      open = part;
      return leave();
    },
    text: (text) => {
      to += text.length;
    },
    thought: (text) => {
      thought += text;
      return thought;
    },
    cite: (citation) => {
      citations = [...citations, citation];
    },
    freeCall: (index) => {
      free = { index, json: '' };
    },
    freeInput: (json) => {
      if (free === null) return false;
      free = { ...free, json: free.json + json };
      return true;
    },
  };
}

/** The input of a call; where the limit cut it off, what there is of it. */
function parseFree(json: string): Json {
  try {
    const input: Json = JSON.parse(json);
    return input;
  } catch {
    return json;
  }
}
