import type { Citation } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Cited, renderGrounding } from './citations.ts';

/** The words of an answer that is being written, and where they come from. */
export type WordKeeper = {
  readonly speak: (part: number, text: string) => void;
  /** Of the words that were spoken last. */
  readonly cite: (citation: Citation) => void;
  /** Another part begins, or the same goes on. What has to be said of the sources before that. */
  readonly leave: (part: number) => readonly JsonObject[];
  /** All sources so far; null when there are none. */
  readonly grounding: () => JsonObject | null;
};

export function keepWords(): WordKeeper {
  const said: Cited[] = [];
  let open = -1;
  return {
    speak: (part, text) => {
      const last = said.at(-1);
      if (part === open && last !== undefined) said[said.length - 1] = { ...last, text: last.text + text };
      else said.push({ before: last === undefined ? '' : last.before + last.text, text, citations: [] });
      open = part;
    },
    cite: (citation) => {
      const last = said.at(-1);
      if (last !== undefined) said[said.length - 1] = { ...last, citations: [...last.citations, citation] };
    },
    leave: (part) => {
      if (open < 0 || part === open) return [];
      open = -1;
      const grounding = said.at(-1)?.citations.length === 0 ? null : renderGrounding(said);
      return grounding === null ? [] : [grounding];
    },
    grounding: () => renderGrounding(said),
  };
}
