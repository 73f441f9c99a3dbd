import type { Json } from '../../model/json.ts';
import { matches } from '../../model/route.ts';
import type { CanonicalAnswer } from './answer/answer.ts';
import type { Background, BackgroundAnswer } from './dialects/dialect.ts';
import type { FaultName } from './faults.ts';

/** One request as the simulated provider saw it. */
export type SeenRequest = {
  /** When it came in, ms since 1970. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  /** Names are lower case. Keys stand in them as they came. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * `open`: still at it. `answered`: completely and correctly, be it with an error that the request deserved. `faulted`: the
   * fault did its work. `left`: the client went away before the end.
   */
  readonly completion: 'open' | 'answered' | 'faulted' | 'left';
  /** ms from its arrival until the client went away; null when it stayed. */
  readonly leftAfterMs: number | null;
  /** What the model said, or would have said without the fault; null when there was nothing to say. */
  readonly answer: CanonicalAnswer | null;
  /** The fault that struck it. */
  readonly fault: FaultName | null;
};

/** Which requests a fault strikes. What is left out restricts nothing. */
export type Aim = {
  /** So many, and then no more. */
  readonly times?: number;
  /** The first, and then every so many: 4 is a quarter of them. */
  readonly every?: number;
  /** Only those for these models; `*` stands for any run of characters. */
  readonly models?: readonly string[];
  /** What strikes where there is no such fault: answers come whole or as streams. */
  readonly orElse?: FaultName;
};

/** How many requests are remembered per provider. */
export const SEEN_MAX = 1_000;
/** How many characters of their bodies, per provider. */
const SEEN_CHARACTERS_MAX = 64 * 1024 * 1024;
/** How many beginnings a prompt cache holds. */
const PREFIXES_MAX = 1_000;
/** How many answers are kept for those who want to go on from them. */
const KEPT_MAX = 1_000;

/** One simulated provider: its switch, its memory of requests and its prompt cache. */
export type ProviderState = {
  readonly fault: () => FaultName | null;
  /** How often the fault will still strike; null without a limit. */
  readonly left: () => number | null;
  readonly setFault: (fault: FaultName | null, aim?: Aim) => void;
  /** What is to strike a request for this model, the first that there is in its dialect and form; empty where it is spared. */
  readonly aimed: (model: string) => readonly FaultName[];
  /** The fault has struck once. */
  readonly struck: () => void;
  readonly seen: () => readonly SeenRequest[];
  /** Remembers a request and returns how to say what became of it. */
  readonly arrived: (request: SeenRequest) => (news: Partial<SeenRequest>) => void;
  /** Was this beginning sent before? From now on it was. */
  readonly cached: (key: string) => boolean;
  /** Keeps what was said up to an answer, under the answer's id. */
  readonly keep: (id: string, said: readonly Json[]) => void;
  readonly recall: (id: string) => readonly Json[] | null;
  readonly background: Background;
  readonly clear: () => void;
};

export function providerState(): ProviderState {
  let fault: FaultName | null = null;
  let aim: Aim = {};
  let left: number | null = null;
  let asked = 0;
  let entries: { request: SeenRequest }[] = [];
  let characters = 0;
  const prefixes = new Set<string>();
  const kept = new Map<string, readonly Json[]>();
  const answers = new Map<string, BackgroundAnswer>();

  const setFault = (next: FaultName | null, at: Aim = {}): void => {
    const { times = null } = at;
    fault = times === 0 ? null : next;
    left = fault === null ? null : times;
    [aim, asked] = [at, 0];
  };

  return {
    fault: () => fault,
    left: () => left,
    setFault,
    aimed: (model) => {
      const { models = ['*'], every = 1, orElse } = aim;
      if (fault === null || !matches(models, model)) return [];
      asked += 1;
      if ((asked - 1) % every !== 0) return [];
      return orElse === undefined ? [fault] : [fault, orElse];
    },
    struck: () => {
      if (left === null) return;
      left -= 1;
      if (left === 0) setFault(null);
    },
    seen: () => entries.map(({ request }) => request),
    arrived: (request) => {
      const entry = { request };
      entries.push(entry);
      characters += request.body.length;
      while (entries.length > SEEN_MAX || (characters > SEEN_CHARACTERS_MAX && entries.length > 1)) {
        characters -= entries.shift()?.request.body.length ?? 0;
      }
      return (news) => {
        entry.request = { ...entry.request, ...news };
      };
    },
    cached: (key) => {
      const known = prefixes.has(key);
      if (prefixes.size >= PREFIXES_MAX) prefixes.clear();
      prefixes.add(key);
      return known;
    },
    keep: (id, said) => {
      if (kept.size >= KEPT_MAX) kept.clear();
      kept.set(id, said);
    },
    recall: (id) => kept.get(id) ?? null,
    background: {
      nowMs: Date.now,
      begin: (telling) => {
        if (answers.size >= KEPT_MAX) answers.clear();
        answers.set(telling.id, { telling, ended: false });
      },
      find: (id) => answers.get(id) ?? null,
      end: (id) => {
        const answer = answers.get(id);
        if (answer !== undefined) answers.set(id, { ...answer, ended: true });
      },
    },
    clear: () => {
      setFault(null);
      entries = [];
      characters = 0;
      prefixes.clear();
      kept.clear();
      answers.clear();
    },
  };
}
