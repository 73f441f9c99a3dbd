import type { Probed } from '../engine/probe.ts';
import { Fault } from '../model/fault.ts';
import type { JournalQuery, RequestEntry } from '../model/journal.ts';
import type { IncidentQuery, Monitor, Tiding } from '../model/monitor.ts';
import type { Target } from '../model/route.ts';
import type { Condition, Verdict } from '../model/verdict.ts';
import type { MonitorStore } from '../store/monitor/monitor-store.ts';
import type { Cancel, World } from '../world/world.ts';
import { chronicle } from './past/chronicle.ts';
import { hearing } from './calls/hearing.ts';
import { noteVerdicts } from './incidents/observed.ts';
import { noteOfficial } from './incidents/official.ts';
import type { Known } from './pages.ts';
import { probing } from './calls/probing.ts';
import { recall } from './past/recall.ts';
import { type Scene, sceneAfter, sceneOf, type SceneParts, type Subject } from './scene.ts';
import { standbys } from './calls/standbys.ts';
import { type Choice, pagesFor } from './status-pages/index.ts';
import type { StatusPage } from './status-pages/page.ts';
import { opinionOf } from './verdict/opinion.ts';
import { TICK_MS } from './verdict/verdict-book.ts';

export type MonitorParts = {
  readonly world: World;
  readonly subject: () => Subject;
  /** Null: what is seen is kept in memory, and not all of it. */
  readonly store: MonitorStore | null;
  /** What was recorded of requests lately, from before a restart, too. */
  readonly journal: (query: JournalQuery) => Promise<readonly RequestEntry[]>;
  /** Sentences for the operator. */
  readonly say: (sentence: string) => void;
  /** Which pages there are to ask. Default: those of who is used. */
  readonly choose?: (choice: Choice) => readonly StatusPage[];
};

export type RunningMonitor = {
  readonly monitor: Monitor;
  /** A request has ended. */
  readonly note: (entry: RequestEntry) => void;
  readonly probed: Probed;
  /** Ends all that it does; what the store has taken is the store's to write. */
  readonly close: () => void;
};

/** How long after its last request a gateway counts as used, ms. */
const USED_MS = 60 * 60_000;
/** How often what pages have said is gone through for what has ended by time alone, ms. */
const REREAD_MS = 10 * 60_000;

/** Conditions in which requests may be kept from a surface. */
const TROUBLE: readonly Condition[] = ['degraded', 'down', 'recovering'];

/** Puts together what is seen of providers: our own calls, probes, and pages. It tells and explains; it decides nothing. */
export function createMonitor({
  world,
  subject,
  store,
  journal,
  say,
  choose = pagesFor,
}: MonitorParts): RunningMonitor {
  const past = chronicle(store, world.wallMs);
  const ears = new Set<(tiding: Tiding) => void>();
  const probes = probing(world.nowMs());
  const rungs = standbys(world.nowMs());
  let verdicts: readonly Verdict[] = [];
  let isAsked = false;
  let wasCutOff = false;
  let rereadMs = world.nowMs();
  let cancel: Cancel | null = null;
  let closed = false;

  const failed = (error: unknown): void => say(`Watching the providers has failed: ${Fault.from(error).message}`);
  /** A mistake in here, or of who listens, must not take anything else with it. */
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      failed(error);
    }
  };
  const tell = (tidings: readonly Tiding[]): void => {
    for (const tiding of tidings) for (const hear of ears) guarded(() => hear(tiding));
  };

  const read = ({ id }: Pick<StatusPage, 'id'>, { reading }: Pick<Known, 'reading'>): void => {
    const { incidents, maintenances } = reading;
    tell(past.note((ledger) => noteOfficial(ledger, { page: id, incidents, nowMs: world.wallMs() })));
    tell(past.announced(id, maintenances).map((maintenance) => ({ kind: 'maintenance', maintenance })));
  };
  const parts: SceneParts = {
    world,
    choose,
    ears: { read, source: (source, before) => tell([{ kind: 'source', source, before }]) },
  };
  let scene: Scene = sceneOf(subject(), parts);

  const asked = (): void => {
    isAsked = true;
    scene.reader.ask();
  };
  const witnesses = hearing({
    world,
    scene: () => scene,
    past,
    guarded,
    asked,
    isInTrouble: (surface) =>
      verdicts.some(({ cell, condition }) => cell.surface === surface && TROUBLE.includes(condition)),
  });

  const look = (): void => {
    const { engine, routes, settings } = scene.subject;
    const nowMs = world.wallMs();
    const pages = scene.reader.now();
    const isCutOff = engine.book.cutOffMs() !== null;
    if (isCutOff || wasCutOff) scene.book.network(!isCutOff, nowMs);
    wasCutOff = isCutOff;
    const changes = scene.book.tick(pages, nowMs);
    verdicts = scene.book.verdicts();
    tell(changes.map(({ verdict, before, maintenance }) => ({ kind: 'verdict', verdict, before, maintenance })));
    const nameOf = (id: string): string => scene.watched.surfaces.find((one) => one.id === id)?.name ?? id;
    tell(past.note((ledger) => noteVerdicts(ledger, { verdicts, nowMs, nameOf })));
    for (const { cell, condition } of verdicts) {
      if (cell.model === null && condition !== 'unknown') past.watched(cell.surface);
    }
    if (world.nowMs() - rereadMs >= REREAD_MS) {
      rereadMs = world.nowMs();
      for (const { source, reading } of pages) if (reading !== null) read({ id: source.page }, { reading });
    }
    tell(rungs.look(engine, routes));
    const isUsed = world.nowMs() - witnesses.usedMs() < USED_MS;
    if (isUsed && settings.probes !== null) {
      probes.look({ engine, routes, settings: settings.probes, isSuspected });
    }
    past.restore().then(past.alive, () => {});
  };
  const isSuspected = ({ provider, model }: Target): boolean =>
    verdicts.some(({ cell, condition }) => {
      const isIt = cell.surface === scene.atlas.surfaceOf(provider) && (cell.model ?? model) === model;
      return isIt && condition === 'suspected';
    });

  const tick = (): void => {
    if (closed) return;
    guarded(() => {
      const next = sceneAfter(scene, subject(), parts);
      if (next !== scene) {
        scene = next;
        if (isAsked || scene.subject.settings.pages === 'on') scene.reader.ask();
      }
      look();
    });
    cancel = world.after(TICK_MS, tick, 'idle');
  };

  const start = (): void => {
    if (closed) return;
    if (scene.subject.settings.pages === 'on') scene.reader.ask();
    tick();
  };
  void recall({ past, journal, scene, wallMs: world.wallMs }).catch(failed).then(start);

  return {
    monitor: {
      surfaces: () => scene.watched.surfaces,
      // Who looks at this has asked something.
      verdicts: () => {
        asked();
        return verdicts;
      },
      sources: () => {
        asked();
        return scene.reader.now().map(({ source }) => source);
      },
      official: (surface) => opinionOf(scene.reader.now(), { surface, model: null }, world.wallMs()).level,
      maintenances: past.maintenances,
      incidents: async (query) => past.incidents({ ...query, ...(isWide(query) && { surfaces: spokenOf(scene) }) }),
      days: past.days,
      calls: past.calls,
      listen: (hear) => {
        ears.add(hear);
        return () => void ears.delete(hear);
      },
    },
    note: witnesses.note,
    probed: witnesses.probed,
    close: () => {
      closed = true;
      past.close();
      cancel?.();
      scene.reader.close();
    },
  };
}

/** Nobody has said of what. */
function isWide({ id, surface }: IncidentQuery): boolean {
  return id === undefined && surface === undefined;
}

/** What is watched, and what its pages say without saying of what. */
function spokenOf({ watched: { surfaces } }: Scene): readonly string[] {
  return [...surfaces.map(({ id }) => id), ''];
}
