import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { unpackAnswer } from '../../src/deferred/answer.ts';
import { openDeferred } from '../../src/deferred/deferred.ts';
import { aboutText } from '../../src/deferred/queue.ts';
import { caller, type Received } from '../../src/drill/simulator/caller.ts';
import { routesOf, setupOf, SOME_MODEL } from '../../src/drill/simulator/configuration.ts';
import type { Exchange } from '../../src/drill/simulator/internet/exchange.ts';
import { internet } from '../../src/drill/simulator/internet/provider.ts';
import { bodyOf } from '../../src/drill/simulator/scenario/asking.ts';
import type { Question } from '../../src/drill/simulator/scenario/scenario.ts';
import { createEngine, type Engine, newId } from '../../src/engine/engine.ts';
import { answer } from '../../src/engine/kept-answers/cached.ts';
import { standingOf } from '../../src/gateway/deferred/standing.ts';
import type { Job } from '../../src/model/job.ts';
import type { Route } from '../../src/model/route.ts';
import { PROTOCOLS } from '../../src/protocols/index.ts';
import { scan } from '../../src/protocols/scan.ts';
import { openDatabase } from '../../src/store/database.ts';
import { JOB_MIGRATIONS } from '../../src/store/deferred/migrations.ts';
import { jobStoreOn } from '../../src/store/deferred/on-database.ts';
import type { JobTables } from '../../src/store/deferred/tables.ts';
import { sealing } from '../../src/store/sealing.ts';
import { simulatedWorld, type SimulatedWorld } from '../../src/world/simulated.ts';
import type { World } from '../../src/world/world.ts';
import { mortalStore, mortalWorld } from './mortal.ts';
import { type QueueScenario, TICK_MS } from './scenario.ts';

/** One question, and what its caller got. */
export type Talk = { readonly question: Question; readonly received: Received };

/** A job that came to its end, as it was written down. */
export type Ending = { readonly id: string; readonly atMs: number; readonly body: string };

export type Played = {
  readonly scenario: QueueScenario;
  readonly talks: readonly Talk[];
  readonly exchanges: readonly Exchange[];
  /** All that is in the queue at the end, and the bodies of its answers by their ids. */
  readonly jobs: ReadonlyMap<string, Job>;
  readonly answers: ReadonlyMap<string, string>;
  /** Every time that an end of a job was written, in order. */
  readonly endings: readonly Ending[];
};

const SEALING = sealing({ key: null, oldKeys: [] });
const HOUR_MS = 3_600_000;
/** Steps in which time passes when nobody asks any more. */
const STRIDE_MS = 100;

/** Plays an outage in which promises are made, and kills the process that made them, as often as the scenario says. */
export async function playQueue(scenario: QueueScenario): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-simulated-queue-'));
  const file = { path: join(folder, 'deferred.db'), pagesMax: null };
  const keeping = { migrations: JOB_MIGRATIONS, synchronous: 'NORMAL' } as const;
  const database = await openDatabase<JobTables>(file, 0, keeping);
  const store = jobStoreOn(database.tables);
  let asking = '';
  let live: Engine | null = null;
  const { network, exchanges } = internet(scenario.outage, {
    witness: (_, act) => act(),
    isOpen: (target) => live?.book.of(target).breaker.state === 'open',
    asker: () => asking,
  });
  const world = simulatedWorld(scenario.outage.seed, network, { timers: 'ticks', shuffled: true });
  const talks: Talk[] = [];
  const endings: Ending[] = [];

  const born = (): { readonly engine: Engine; readonly kill: () => void } => {
    const body = mortalWorld(world);
    const own = mortalStore(store, body.isAlive);
    const routes = withDefer(routesOf(scenario.outage));
    const deferred = openDeferred({
      world: body.world,
      store: {
        ...own,
        finish: async (run) => {
          const isOurs = await own.finish(run);
          const { id } = run;
          if (isOurs) endings.push({ id, atMs: world.nowMs(), body: Buffer.from(run.answer).toString('utf8') });
          return isOurs;
        },
        close: async () => {},
      },
      sealing: SEALING,
      terms: () => ({ jobs: 1_000, bytes: 1e9, keepMs: 24 * HOUR_MS, expiresMs: 24 * HOUR_MS }),
      hookOf: () => null,
      isInTrouble: () => false,
      working: {
        engine: () => engine,
        routes: () => routes,
        standing: (route, model) => standingOf({ engine }, deferred.load, route, model),
        post: () => () => {},
        placeOf: () => null,
        say: () => {},
      },
    });
    const journal = { record: deferred.note };
    const engine = createEngine(body.world, journal, setupOf(scenario.outage, 0), { promises: deferred.promises });
    deferred.begin();
    live = engine;
    return { engine, kill: body.kill };
  };

  let process = born();
  const ask = (question: Question): void => {
    const { engine } = process;
    const open: World['open'] = (request, on) => {
      asking = question.tag;
      const exchange = engine.world.open(request, on);
      asking = '';
      return exchange;
    };
    const [route] = withDefer(routesOf(scenario.outage));
    if (route !== undefined)
      talks.push(askOne(question, route, { ...engine, world: { ...engine.world, open } }, world));
  };
  for (const question of scenario.outage.questions) world.arrive(question.atMs, () => ask(question));
  for (const { atMs, awayMs } of scenario.kills) {
    world.arrive(atMs, () => process.kill());
    world.arrive(atMs + awayMs, () => (process = born()));
  }

  await pass(world, scenario.outage.endMs, TICK_MS);
  await pass(world, scenario.drainMs, STRIDE_MS);
  process.kill();
  const jobs = new Map((await store.list({ limit: 1_000 })).map((job) => [job.id, job]));
  const answers = new Map<string, string>();
  for (const { id, tenant } of jobs.values()) {
    const text = await store.text({ id, kind: 'answer' });
    const opened = text === null ? null : unpackAnswer(SEALING.open(text, aboutText(id, tenant, 'answer')));
    if (opened !== null) answers.set(id, Buffer.from(opened.body).toString('utf8'));
  }
  await database.close();
  rmSync(folder, { recursive: true, force: true });
  return { scenario, talks, exchanges, jobs, answers, endings };
}

/** What is written to the disk is not in the simulated time: it is over before the next moment. */
async function pass(world: SimulatedWorld, ms: number, strideMs: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += strideMs) {
    world.pass(strideMs);
    await nextTurn();
  }
}

function withDefer(routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => ({
    ...route,
    ladder: [...route.ladder, { kind: 'defer', expiresMs: null, priority: 3 }],
  }));
}

function askOne(question: Question, route: Route, engine: Engine, world: SimulatedWorld): Talk {
  const { caller: dialect, stream } = question;
  const body = Buffer.from(JSON.stringify(bodyOf(question, SOME_MODEL, null)));
  const scanned = scan(body, stream);
  if (scanned === null) throw new Error('A question that cannot be asked');
  const { sink, received, run } = caller(question.reader, world);
  const asked = {
    id: newId(world),
    caller: PROTOCOLS[dialect],
    embedding: null,
    body,
    scan: dialect === 'gemini' ? { model: SOME_MODEL, stream, modelAt: null } : scanned,
    headers: {},
    query: '',
    credential: null,
    route,
    standby: true,
    client: question.client,
    tenant: question.tenant,
    workflow: '',
  };
  run(answer(asked, sink, engine));
  return { question, received };
}
