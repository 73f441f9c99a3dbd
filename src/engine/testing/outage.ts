import type { RequestEntry } from '../../model/journal.ts';
import { LIMITS, type Rung } from '../../model/route.ts';
import type { Account } from '../../providers/account.ts';
import { type Network, type SimulatedWorld, simulatedWorld } from '../../world/simulated.ts';
import type { Running } from '../asked.ts';
import { complete } from '../complete.ts';
import { createEngine, type Engine, type Watcher } from '../engine.ts';
import { PROBE_TEXT, type Probed } from '../probes/probe.ts';
import { accountOf, askedOf, routeOf, setupOf } from './parts.ts';

/** How a simulated provider is: how long it takes to begin, or what it does instead of an answer. */
export type Condition =
  | { readonly kind: 'well'; readonly beginsMs: number }
  | { readonly kind: 'refuses'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly kind: 'hangs' }
  /** No connection: its own fault, or that of the way to it. */
  | { readonly kind: 'unreachable' };

export type ProviderOptions = {
  readonly domains?: readonly string[];
  readonly local?: boolean;
  readonly keys?: Account['keys'];
};

/** Whoever hears of ended requests and probes. */
export type Ear = Watcher & { readonly note: (entry: RequestEntry) => void; readonly probed: Probed };

export type Outage = {
  readonly heardBy: (ear: Ear) => void;
  readonly world: SimulatedWorld;
  readonly engine: Engine;
  readonly entries: readonly RequestEntry[];
  /** From now on it is like this. */
  readonly turn: (provider: string, condition: Condition) => void;
  /** One request; what came of it is the last entry once it is over. */
  readonly ask: (wish?: Wish) => Running;
  /** One request every so often for as long. */
  readonly traffic: (ms: number, everyMs: number) => void;
  /** What came to a provider. */
  readonly seen: (provider: string) => readonly Seen[];
};

/** `withinMs`: how long its caller waits; absent: as long as it takes. `more`: fields of its body, as JSON. */
export type Wish = { readonly whole?: boolean; readonly withinMs?: number; readonly more?: string };

type Seen = {
  readonly atMs: number;
  readonly what: 'request' | 'probe' | 'knock';
  readonly isAborted: () => boolean;
};

const EVENTS = [
  '{"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}',
  '{"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"Hello"}}]}',
  '{"id":"c1","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}',
  '[DONE]',
].map((data) => Buffer.from(`data: ${data}\n\n`));

const WHOLE = Buffer.from(
  '{"id":"c1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}',
);

/** A gateway with one route over these providers, in a world whose time passes when it is told to. */
export function outage(
  providers: Readonly<Record<string, ProviderOptions>>,
  { notice, ...setup }: Partial<Engine['setup']> & { readonly notice?: string } = {},
): Outage {
  const conditions = new Map<string, Condition>();
  const seen = new Map<string, Seen[]>();
  const entries: RequestEntry[] = [];
  let ear: Ear | null = null;
  const world = simulatedWorld(7, networkOf(conditions, seen));
  const accounts = Object.entries(providers).map(([id, { domains = [id], local = false, keys }]) =>
    accountOf(id, { ...(keys !== undefined && { keys }), provider: { failureDomains: domains, local } }),
  );
  const engine = createEngine(
    world,
    {
      record: (entry) => {
        entries.push(entry);
        ear?.note(entry);
      },
    },
    setupOf(accounts, setup),
    {
      probed: (target, end) => ear?.probed(target, end),
      watcher: {
        suspects: (target) => ear?.suspects(target) ?? false,
        usedMs: () => ear?.usedMs() ?? Number.NEGATIVE_INFINITY,
      },
    },
  );
  const rungs = Object.keys(providers).map((provider): Rung => ({
    kind: 'model',
    provider,
    model: null,
    tries: 1,
    limits: LIMITS,
  }));
  const ladder: readonly Rung[] = notice === undefined ? rungs : [...rungs, { kind: 'notice', text: notice }];
  let asked = 0;
  const ask = (wish: Wish = {}): Running => askOne(engine, ladder, { ...wish, id: `req_${(asked += 1)}` });
  return {
    heardBy: (one) => (ear = one),
    world,
    engine,
    entries,
    turn: (provider, condition) => void conditions.set(provider, condition),
    ask,
    traffic: (ms, everyMs) => {
      for (let passed = 0; passed < ms; passed += everyMs) {
        ask();
        world.pass(everyMs);
      }
    },
    seen: (provider) => seen.get(provider) ?? [],
  };
}

function networkOf(conditions: ReadonlyMap<string, Condition>, seen: Map<string, Seen[]>): Network {
  return ({ origin, method, body }, on, world) => {
    const provider = new URL(origin).hostname.split('.')[0] ?? '';
    const isProbe = body !== null && Buffer.from(body).includes(`"${PROBE_TEXT}"`);
    const what = method === 'HEAD' ? 'knock' : isProbe ? 'probe' : 'request';
    let over = false;
    seen.set(provider, [...(seen.get(provider) ?? []), { atMs: world.nowMs(), what, isAborted: () => over }]);
    const condition = conditions.get(provider) ?? { kind: 'well', beginsMs: 100 };
    const at = (ms: number, act: () => void): void => void world.after(ms, () => (over ? undefined : act()));
    if (condition.kind === 'unreachable') at(1, () => on.broke('ENETUNREACH', ''));
    else at(0, on.sent);
    if (condition.kind === 'refuses') {
      at(5, () => on.head(condition.status, { 'content-type': 'application/json', ...condition.headers }));
      at(6, () => on.bytes(Buffer.from('{"error":{"message":"no"}}')));
      at(7, on.end);
    }
    if (condition.kind === 'well') {
      const isStream = body !== null && Buffer.from(body).includes('"stream":true');
      const pieces = isStream ? EVENTS : [WHOLE];
      at(5, () => on.head(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' }));
      pieces.forEach((piece, index) => at(condition.beginsMs + index, () => on.bytes(piece)));
      at(condition.beginsMs + pieces.length, on.end);
    }
    return { pause: () => {}, resume: () => {}, abort: () => void (over = true) };
  };
}

function askOne(
  engine: Engine,
  ladder: readonly Rung[],
  { id, whole = false, withinMs, more }: Wish & { readonly id: string },
): Running {
  const rest = more === undefined ? '' : `,${more}`;
  const body = Buffer.from(`{"model":"m","stream":${!whole},"messages":[{"role":"user","content":"Hi"}]${rest}}`);
  return complete(
    askedOf(body, {
      id,
      credential: { header: 'authorization', value: 'Bearer own' },
      route: routeOf(ladder),
      ...(withinMs !== undefined && { untilMs: engine.world.nowMs() + withinMs }),
    }),
    { head: () => {}, write: () => true, end: () => {}, destroy: () => {} },
    engine,
  );
}
