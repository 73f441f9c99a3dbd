import type { RequestEntry } from '../../model/journal.ts';
import { LIMITS, type ModelRung, type Rung } from '../../model/route.ts';
import type { Account } from '../../providers/account.ts';
import { type SimulatedWorld, simulatedWorld } from '../../world/simulated.ts';
import type { WireHandlers, WireRequest } from '../../world/world.ts';
import type { Asked, Running } from '../asked.ts';
import { complete } from '../complete.ts';
import { createEngine, type Engine } from '../engine.ts';
import { PROBE_TEXT } from '../probes/probe.ts';
import { accountOf, askedOf, routeOf, setupOf } from './parts.ts';

/** What a simulated provider does with a call: after how long its answer begins, and how long it takes from there; or why there is none. */
export type Doing =
  | { readonly beginsMs: number; readonly lastsMs?: number; readonly tokens?: readonly [input: number, output: number] }
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'hangs';

export type CrowdProvider = Pick<Account, 'concurrency' | 'spendPerHour'> & {
  /** `number`: of the call at this provider, from 0. */
  readonly does: (number: number) => Doing;
  readonly rung?: Partial<ModelRung>;
  readonly local?: boolean;
};

export type Talk = {
  readonly status: () => number;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly running: Running;
};

export type Crowd = {
  readonly world: SimulatedWorld;
  readonly engine: Engine;
  readonly entries: readonly RequestEntry[];
  readonly ask: (asked?: Partial<Asked>, text?: string) => Talk;
  /** Calls that came to a provider, probes not counted; those under way now; and the most that there were at once, probes included. */
  readonly calls: (provider: string) => number;
  readonly open: (provider: string) => number;
  readonly most: (provider: string) => number;
};

type Tally = { calls: number; open: number; most: number };

const MODEL = 'claude-sonnet-5';

/** Many callers before a route over these providers, in a world whose time passes when it is told to. */
export function crowd(
  providers: Readonly<Record<string, CrowdProvider>>,
  { notice, ...setup }: Partial<Engine['setup']> & { readonly notice?: string } = {},
): Crowd {
  const tallies = new Map(Object.keys(providers).map((id): [string, Tally] => [id, { calls: 0, open: 0, most: 0 }]));
  const world = simulatedWorld(5, ({ origin, body }: WireRequest, on, { arrive }) => {
    const id = new URL(origin).hostname.split('.')[0] ?? '';
    const tally = tallies.get(id) ?? { calls: 0, open: 0, most: 0 };
    const isProbe = body !== null && Buffer.from(body).includes(`"${PROBE_TEXT}"`);
    const doing = providers[id]?.does(isProbe ? tally.calls : tally.calls++) ?? 'hangs';
    tally.open += 1;
    tally.most = Math.max(tally.most, tally.open);
    let over = false;
    const close = (): void => {
      if (!over) tally.open -= 1;
      over = true;
    };
    play(
      doing,
      {
        sent: () => over || on.sent(),
        head: (status, headers) => over || on.head(status, headers),
        bytes: (chunk) => over || on.bytes(chunk),
        end: () => {
          if (over) return;
          close();
          on.end();
        },
        broke: () => {},
      },
      arrive,
    );
    return { pause: () => {}, resume: () => {}, abort: close };
  });
  const entries: RequestEntry[] = [];
  const accounts = Object.entries(providers).map(([id, { concurrency, spendPerHour, local = false }]) =>
    accountOf(id, {
      ...(concurrency !== undefined && { concurrency }),
      ...(spendPerHour !== undefined && { spendPerHour }),
      provider: { local },
    }),
  );
  const engine = createEngine(
    world,
    { record: (entry) => void entries.push(entry) },
    setupOf(accounts, { probesPerMinute: 0, ...setup }),
  );
  const rungs = Object.entries(providers).map(([provider, { rung }]): Rung => ({
    kind: 'model',
    provider,
    model: null,
    tries: 1,
    limits: LIMITS,
    ...rung,
  }));
  const ladder = notice === undefined ? rungs : [...rungs, { kind: 'notice' as const, text: notice }];
  const route = routeOf(ladder);
  return {
    world,
    engine,
    entries,
    ask: (asked, text) => ask(engine, { route, ...asked }, text),
    calls: (provider) => tallies.get(provider)?.calls ?? 0,
    open: (provider) => tallies.get(provider)?.open ?? 0,
    most: (provider) => tallies.get(provider)?.most ?? 0,
  };
}

function play(doing: Doing, on: WireHandlers, at: SimulatedWorld['arrive']): void {
  at(0, on.sent);
  if (doing === 'hangs') return;
  if ('status' in doing) {
    at(5, () => on.head(doing.status, { 'content-type': 'application/json', ...doing.headers }));
    at(6, () => on.bytes(Buffer.from('{"error":{"message":"no"}}')));
    at(7, on.end);
    return;
  }
  const { beginsMs, lastsMs = 10, tokens } = doing;
  const chunk = (delta: object, finish: string | null): void => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    const data = { id: 'c1', object: 'chat.completion.chunk', model: MODEL, choices };
    on.bytes(Buffer.from(`data: ${JSON.stringify(data)}\n\n`));
  };
  at(5, () => on.head(200, { 'content-type': 'text/event-stream' }));
  at(beginsMs, () => chunk({ role: 'assistant', content: 'Hello' }, null));
  at(beginsMs + lastsMs, () => {
    chunk({}, 'stop');
    if (tokens !== undefined) {
      const usage = { prompt_tokens: tokens[0], completion_tokens: tokens[1], total_tokens: tokens[0] + tokens[1] };
      on.bytes(Buffer.from(`data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [], usage })}\n\n`));
    }
    on.bytes(Buffer.from('data: [DONE]\n\n'));
    on.end();
  });
}

let asking = 0;

function ask(engine: Engine, asked: Partial<Asked> & Pick<Asked, 'route'>, text = `Question ${asking++}`): Talk {
  const body = Buffer.from(
    JSON.stringify({
      model: MODEL,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: text }],
    }),
  );
  let status = 0;
  let said: Readonly<Record<string, string>> = {};
  const running = complete(
    askedOf(body, { id: `req_${asking}`, ...asked }),
    {
      head: (code, headers) => {
        status = code;
        said = headers;
      },
      write: () => true,
      end: () => {},
      destroy: () => {},
    },
    engine,
  );
  return { status: () => status, headers: () => said, running };
}
