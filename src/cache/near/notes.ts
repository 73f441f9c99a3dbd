import type { Json } from '../../model/json.ts';
import type { StoredAnswer } from '../../model/stored-answer.ts';
import type { DeepAnswers } from '../answers.ts';
import type { Key } from '../key.ts';
import { memory } from '../memory.ts';

/** What is kept beside answers. They lie where answers lie: of one tenant, sealed where those are, and forgotten with them. */
export type Notes = {
  /** Null when there is none about exactly this. */
  readonly find: (kind: NoteKind, about: About, nowMs: number) => Json;
  readonly keep: (kind: NoteKind, about: About, note: Json, nowMs: number) => void;
  /** Lets go of what is in memory. */
  readonly forget: () => void;
};

/** `alias`: that another question has the same answer. `checks`: how checks of a partition went. */
export type NoteKind = 'alias' | 'checks';

/** What a note is about: a request, or what many requests have in common. */
export type About = {
  readonly tenant: string;
  readonly route: string;
  readonly model: string;
  readonly key: Key;
};

/** What notes take in memory. */
const MEMORY_BYTES = 4 * 1024 * 1024;
/** A note that is not written again goes after so long. */
const KEPT_MS = 90 * 86_400_000;

export function notes(deep: Pick<DeepAnswers, 'read' | 'write'> | null, bytesMax = MEMORY_BYTES): Notes {
  let held = memory(bytesMax);
  return {
    find: (kind, { tenant, key }, nowMs) => {
      const id = idOf(kind, key);
      // Another gateway on the same file may have written another one.
      const found = deep?.read(id) ?? held.get(tenant, id);
      if (found === null || found.untilMs < nowMs) return null;
      if (found.tenant !== tenant || !key.request.equals(found.request)) return null;
      return read(found.answer);
    },
    keep: (kind, { tenant, route, model, key }, note, nowMs) => {
      const answer = JSON.stringify(note);
      const times = { madeAtMs: nowMs, untilMs: nowMs + KEPT_MS };
      const stored: StoredAnswer = {
        id: idOf(kind, key),
        tenant,
        route,
        model,
        servedBy: kind,
        request: key.request,
        answer,
        ...times,
      };
      held.put(stored);
      deep?.write(stored);
    },
    forget: () => {
      held = memory(bytesMax);
    },
  };
}

/** Of another form than the id of any answer. */
function idOf(kind: NoteKind, { id }: Key): string {
  return `${kind}.${id}`;
}

function read(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
