import { at, type Json, textAt } from '../model/json.ts';
import type { KeptText } from '../model/kept-answer.ts';
import type { Reply } from '../model/reply.ts';
import { unpack } from './entry.ts';
import { readRequest } from './key.ts';

/** What was asked and what was answered, for an operator who looks. */
export type KeptWords = {
  /** Empty where the entry cannot be read. */
  readonly dialect: string;
  /** The body of the request without what does not matter. */
  readonly request: Json;
  /** Null where it was written by another version. */
  readonly reply: Reply | null;
};

export function wordsOf({ request, answer }: Pick<KeptText, 'request' | 'answer'>): KeptWords {
  const asked = readRequest(request);
  const entry = unpack({ answer, madeAtMs: 0 });
  return { dialect: asked?.dialect ?? '', request: asked?.body ?? null, reply: entry?.reply ?? null };
}

/** The last thing that somebody said in a request, in whichever dialect; empty where nothing was said in words. */
export function lastSaid(request: Json): string {
  const turns = at(request, 'messages') ?? at(request, 'input') ?? at(request, 'contents');
  if (typeof turns === 'string') return turns;
  const last = Array.isArray(turns) ? turns.at(-1) : undefined;
  return textIn(at(last, 'content') ?? at(last, 'parts'));
}

function textIn(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: Json) => textAt(part, 'text'))
    .join(' ')
    .trim();
}
