import type { Need } from './need.ts';

/** A model at a provider: the thing that is called, measured and failed over from. */
export type Target = {
  readonly provider: string;
  readonly model: string;
};

export const targetKey = (target: Target): string => `${target.provider}/${target.model}`;

/** The target of a key. A name of a provider has no slash in it; names of models may. */
export function parseTarget(key: string): Target {
  const slash = key.indexOf('/');
  return { provider: key.slice(0, slash), model: key.slice(slash + 1) };
}

/** Whom a rung asks. `wanted`: the model that was asked for, where the rung names none. */
export const targetOf = ({ provider, model }: Pick<ModelRung, 'provider' | 'model'>, wanted: string): string =>
  targetKey({ provider, model: model ?? wanted });

/** What callers ask for, and the ladder that keeps its promise. */
export type Route = {
  readonly name: string;
  /** Model names that callers use; `*` stands for any run of characters. */
  readonly match: readonly string[];
  /** Names of workflows: a request that gives one of them is served here, whatever model it asks for. */
  readonly workflows?: readonly string[];
  readonly ladder: readonly Rung[];
  /** Provider ids that may be contacted, in any state; null allows all. */
  readonly allow: readonly string[] | null;
  /** The time that one request may take in all, whatever is tried, ms. Default: see DEADLINES. */
  readonly deadlineMs?: number;
  /** What answers that were given before are good for. Absent: nothing is kept, and nothing is looked for. */
  readonly cache?: RouteCache;
};

/** What an operator allows to be done with answers that were given before. */
export type RouteCache = {
  /** One that is not older is given before anybody is asked, ms; 0: none is. */
  readonly freshMs: number;
  /** For so long after that it is still given at once, and asked for anew behind it, ms. */
  readonly revalidateMs: number;
  /** One that is not older may stand in where no model can answer (the rung `cache`), ms. */
  readonly staleMs: number;
  /** May an answer be kept that would be another one each time: to a request without `temperature: 0`? */
  readonly sampled: boolean;
  /** May one be kept to a request that offers tools? */
  readonly tools: boolean;
  /**
   * May one be given to the same question in other words? `verbatim`: where no model can answer, to one that differs only in how it is
   * written. `alias`: also at once, to one of which a judge has found that it is the same. Absent: to none.
   */
  readonly near?: Near;
};

export const NEARS = ['verbatim', 'alias'] as const;
export type Near = (typeof NEARS)[number];

/** What a route keeps whose operator says no more than that it keeps something. */
export const ROUTE_CACHE: RouteCache = {
  freshMs: 0,
  revalidateMs: 0,
  staleMs: 86_400_000,
  sampled: false,
  tools: false,
};

/** The time that one request may take in all when its route does not say, ms. A caller may want less. */
export const DEADLINES = {
  /** A request for a stream. */
  streamMs: 600_000,
  /** A request for a whole answer: a rung that hangs, or one that thinks, and another one. */
  wholeMs: 300_000,
} as const;

/** One way to answer, best first. */
export type Rung = ModelRung | BelowRung | NoticeRung;

/** A way to answer below the models. It may have nothing to give; then whoever stands below it comes. */
export type BelowRung = CacheRung | EditionRung | DeferRung;

export type ModelRung = {
  readonly kind: 'model';
  readonly provider: string;
  /** The model to ask for; null asks for the one that the caller named. */
  readonly model: string | null;
  /** How often the target may be asked for one request: 1 or 2. */
  readonly tries: number;
  readonly limits: Limits;
  /**
   * When another rung is asked beside it, if it is late: when something speaks against it (`suspicion`, the default), always
   * (`latency`), or never.
   */
  readonly hedge?: Hedge;
  /**
   * May it go on with the answer of another rung that broke off in the middle of its words? Absent: where it was found to do that
   * well.
   */
  readonly continue?: boolean;
  /** May its provider keep its streams for a while, so that one whose line broke is taken up again there? Absent: no. */
  readonly resume?: boolean;
  /** Is it asked for a stream where the caller wants a whole answer, so that it is soon seen when it hangs? Absent: no. */
  readonly gather?: boolean;
  /** Requests that may be under way on it at once. Absent: as many as its account takes. */
  readonly concurrency?: number;
  /** It is for requests that need all of these, and for no other. */
  readonly needs?: readonly Need[];
};

export const HEDGES = ['suspicion', 'latency', 'off'] as const;
export type Hedge = (typeof HEDGES)[number];

/** An answer that was given before to the same request, and is labelled as that. */
export type CacheRung = {
  readonly kind: 'cache';
  /** How old it may be, ms; null: as old as the route says. */
  readonly maxAgeMs: number | null;
};

/** Content that was made ahead of time, whatever was asked, and is labelled as that. */
export type EditionRung = { readonly kind: 'edition'; readonly slot: string };

/** A promise: the question is kept and answered when a model is back. */
export type DeferRung = {
  readonly kind: 'defer';
  /** How long a model is waited for, ms; null: as long as the operator has others wait. */
  readonly expiresMs: number | null;
  /** See PRIORITY in job.ts. */
  readonly priority: number;
};

/** A sentence of the operator. */
export type NoticeRung = {
  readonly kind: 'notice';
  /** What it tells of the outage stands in it by its names: see model/notice.ts. */
  readonly text: string;
  /** It is told as an error, and not as an answer. */
  readonly as?: 'error';
  /** Where the times in it are those of the clock. Absent: UTC. */
  readonly timeZone?: string;
};

/** How long each phase of one attempt may take, ms. */
export type Limits = {
  /** Until there is a connection. */
  readonly connectMs: number;
  /** Until the first text, thinking or tool call of a stream. */
  readonly firstContentMs: number;
  /** The same for a request that asks the model to think, which it may do in silence. */
  readonly thinkingMs: number;
  /** Until a whole (not streamed) answer; one that is thought about has `thinkingMs` on top. */
  readonly answerMs: number;
  /** Between two bytes of a stream, pings included. Silent thinking is not bound by it; a stream that is seen to send pings is left earlier. */
  readonly byteIdleMs: number;
  /** Between two pieces of text of a stream, pings not included. */
  readonly contentIdleMs: number;
  /** The same while the model thinks. */
  readonly thinkingIdleMs: number;
  /** The same while the model writes the input of a tool. */
  readonly callIdleMs: number;
  /** The whole attempt. */
  readonly totalMs: number;
};

/**
 * Evidence: reference measurements of 2026 in docs/decisions/deadlines.md: p99 to the first token of current models is
 * 1.3–4.8 s; load balancers cut at 60 s of silence; thinking models are silent for 60–120 s.
 */
export const LIMITS: Limits = {
  connectMs: 3_000,
  firstContentMs: 30_000,
  thinkingMs: 150_000,
  answerMs: 120_000,
  byteIdleMs: 45_000,
  contentIdleMs: 30_000,
  thinkingIdleMs: 150_000,
  callIdleMs: 90_000,
  totalMs: 600_000,
};

/** How a request was served. */
export type Mode = 'primary' | 'standby' | 'local' | 'cache' | 'edition' | 'deferred' | 'notice';

/** Does a model name fit one of the patterns? `*` stands for any run of characters, also none. */
export function matches(patterns: readonly string[], model: string): boolean {
  return patterns.some((pattern) => {
    const star = pattern.indexOf('*');
    if (star < 0) return pattern === model;
    if (star === pattern.length - 1) return model.startsWith(pattern.slice(0, -1));
    const pieces = pattern.split('*');
    const first = pieces[0] ?? '';
    const last = pieces.at(-1) ?? '';
    if (!model.startsWith(first) || !model.endsWith(last) || model.length < first.length + last.length) return false;
    let from = first.length;
    for (const piece of pieces.slice(1, -1)) {
      const found = model.indexOf(piece, from);
      if (found < 0) return false;
      from = found + piece.length;
    }
    return from <= model.length - last.length;
  });
}
