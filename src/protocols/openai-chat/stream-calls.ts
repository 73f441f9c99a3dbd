import { parseInput } from '../../model/gather.ts';
import { at, isObject, textAt, type Json } from '../../model/json.ts';
import { asInput } from '../free-text.ts';

/**
 * A call as far as it has come. `json` is its input; of a call with free text it is that text, until it is told. `signature` is
 * Gemini's, empty when there is none.
 */
export type Call = {
  readonly id: string;
  readonly name: string;
  readonly json: string;
  readonly isFree: boolean;
  readonly signature: string;
};

export type Calls = {
  /** `index` is ours, in order of appearance; `json` is what the piece adds to the input. */
  readonly add: (piece: Json) => { readonly index: number; readonly json: string; readonly isNew: boolean };
  readonly get: (index: number) => Call;
  readonly count: () => number;
  /** Throws `garbled` when the input of a call is not there as a whole. */
  readonly check: () => void;
};

const NO_CALL: Call = { id: '', name: '', json: '', isFree: false, signature: '' };

/** Puts calls together from their pieces. */
export function collectCalls(): Calls {
  const calls: Call[] = [];
  /** Which of our calls the pieces under a server's index belong to. */
  const numbered = new Map<number, number>();

  /** Some servers number no call, or all of them 0: then an id and a name of its own make a call a new one. */
  const placeOf = (piece: Json, id: string, name: string): number => {
    const index = at(piece, 'index');
    const known = id === '' ? -1 : calls.findIndex((call) => call.id === id);
    if (typeof index !== 'number') {
      if (known >= 0) return known;
      return id === '' && name === '' ? Math.max(0, calls.length - 1) : calls.length;
    }
    const there = numbered.get(index);
    const isAnother =
      there !== undefined && id !== '' && name !== '' && calls[there]?.id !== '' && calls[there]?.id !== id;
    const place = there === undefined || isAnother ? calls.length : there;
    numbered.set(index, place);
    return place;
  };

  return {
    add: (piece) => {
      const isFree = isObject(at(piece, 'custom'));
      const id = textAt(piece, 'id');
      const name = textAt(piece, isFree ? 'custom' : 'function', 'name');
      const json = isFree ? textAt(piece, 'custom', 'input') : inputIn(piece);
      const index = placeOf(piece, id, name);
      const before = calls[index] ?? NO_CALL;
      const isNew = index === calls.length;
      calls[index] = {
        id: before.id || id,
        name: before.name || name,
        json: before.json + json,
        isFree: before.isFree || isFree,
        signature: before.signature || signatureIn(piece),
      };
      return { index, json, isNew };
    },
    get: (index) => calls[index] ?? NO_CALL,
    count: () => calls.length,
    check: () => {
      for (const { json, isFree } of calls) if (!isFree) parseInput(json);
    },
  };
}

/** What a piece adds to the input. */
function inputIn(piece: Json): string {
  const written = at(piece, 'function', 'arguments');
  // Ollama and others hand over an object where a text belongs.
  return isObject(written) ? JSON.stringify(written) : textAt(piece, 'function', 'arguments');
}

/** Gemini's signature of a call, in its OpenAI-compatible dialect. */
export function signatureIn(call: Json | undefined): string {
  return textAt(call, 'extra_content', 'google', 'thought_signature');
}

/** The input of a call as JSON. */
export function jsonOf({ json, isFree }: Call): string {
  return isFree ? JSON.stringify(asInput(json)) : json;
}

/** Is the input of a call all there? No input at all may still come, so it counts as not yet. */
export function isWhole({ json, isFree }: Call): boolean {
  // Free text is told as a whole only.
  if (isFree) return true;
  if (!json.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
