import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { KeptDialect } from '../fields.ts';

/** A request as its last words and everything else. */
export type Cut = {
  readonly text: string;
  /** The same request with other words. */
  readonly saying: (text: string) => JsonObject;
};

/** Where a dialect has its turns, what a turn says, and how one piece of text is written there. */
type Places = { readonly turns: string; readonly said: string; readonly textType: string | null };

// oxfmt-ignore
const PLACES: Readonly<Record<KeptDialect, Places>> = {
  anthropic:          { turns: 'messages', said: 'content', textType: 'text' },
  'openai-chat':      { turns: 'messages', said: 'content', textType: 'text' },
  'openai-responses': { turns: 'input',    said: 'content', textType: 'input_text' },
  gemini:             { turns: 'contents', said: 'parts',   textType: null },
  ollama:             { turns: 'messages', said: 'content', textType: null },
};

/** Whose words only frame what is asked. */
const FRAMING: readonly Json[] = ['system', 'developer'];

/**
 * Cuts the last words out of a request that asks one thing, in one piece of text; null for any other, for conversations above all. Two requests
 * are of one partition when they are the same without their last words.
 */
export function cut(dialect: KeptDialect, body: JsonObject): Cut | null {
  const places = PLACES[dialect];
  const turns = body[places.turns];
  if (typeof turns === 'string') return { text: turns, saying: (text) => ({ ...body, [places.turns]: text }) };
  if (!isArray(turns)) return null;
  const last = turns.at(-1);
  if (!isObject(last) || (last['role'] ?? 'user') !== 'user') return null;
  if (!turns.slice(0, -1).every((turn) => isObject(turn) && FRAMING.includes(turn['role'] ?? null))) return null;
  const said = last[places.said];
  const put = (whole: Json): JsonObject => ({
    ...body,
    [places.turns]: [...turns.slice(0, -1), { ...last, [places.said]: whole }],
  });
  if (typeof said === 'string') return { text: said, saying: put };
  const [part] = isArray(said) ? said : [];
  if (!isArray(said) || said.length !== 1 || !isObject(part)) return null;
  const { text } = part;
  const isText = Object.keys(part).every((name) => ['text', 'type', 'cache_control'].includes(name));
  if (typeof text !== 'string' || !isText || (places.textType !== null && part['type'] !== places.textType))
    return null;
  return { text, saying: (other) => put([{ ...part, text: other }]) };
}
