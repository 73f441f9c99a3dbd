import type { Watcher } from '../engine/engine.ts';
import type { Probed } from '../engine/probes/probe.ts';
import type { JournalQuery, RequestEntry } from '../model/journal.ts';
import type { IncidentQuery, Monitor } from '../model/monitor.ts';
import type { Target } from '../model/route.ts';
import type { Trial } from '../model/trial.ts';
import type { Condition, Verdict } from '../model/verdict.ts';
import type { MonitorStore } from '../store/monitor/monitor-store.ts';
import type { Cancel, World } from '../world/world.ts';
import { type Chronicle, chronicle } from './past/chronicle.ts';
import { hearing } from './calls/hearing.ts';
import { noteVerdicts } from './incidents/observed.ts';
import { noteOfficial } from './incidents/official.ts';
import { incidentTrials } from './incidents/trials.ts';
import type { Known } from './pages.ts';
import { type News, newsOf } from './news.ts';
import { ownPast } from './past/own.ts';
import { recall } from './past/recall.ts';
import { type Scene, sceneAfter, sceneOf, type SceneParts, type Subject } from './scene.ts';
import { standbys, standbysOf } from './calls/standbys.ts';
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
  /** Hears what incidents have come to for those who met them. Default: nobody does. */
  readonly tried?: (trial: Trial) => void;
  /** Which pages there are to ask. Default: those of who is used. */
  readonly choose?: (choice: Choice) => readonly StatusPage[];
};

export type RunningMonitor = Watcher & {
  readonly monitor: Monitor;
  /** A request has ended. */
  readonly note: (entry: RequestEntry) => void;
  readonly probed: Probed;
  /** Ends all that it does; what the store has taken is the store's to write. */
  readonly close: () => void;
};

/** How often what pages have said is gone through for what has ended by time alone, ms. */
const REREAD_MS = 10 * 60_000;

/** Conditions in which requests may be kept from a surface. */
const TROUBLE: readonly Condition[] = ['degraded', 'down', 'recovering'];

/** Puts together what is seen of providers: our own calls, probes, and pages. It tells and explains; it decides nothing. */
export function createMonitor(parts: MonitorParts): RunningMonitor {
  const { world, subject, store, journal, say, choose = pagesFor, tried = () => {} } = parts;
  const past = chronicle(store, world.wallMs);
  const news = newsOf(say);
  const rungs = standbys(world.nowMs());
  const trials = incidentTrials();
  let verdicts: readonly Verdict[] = [];
  let isAsked = false;
  let wasCutOff = false;
  let rereadMs = world.nowMs();
  let cancel: Cancel | null = null;
  let closed = false;

  const read = ({ id }: Pick<StatusPage, 'id'>, { reading }: Pick<Known, 'reading'>): void => {
    const { incidents, maintenances } = reading;
    news.tell(past.note((ledger) => noteOfficial(ledger, { page: id, incidents, nowMs: world.wallMs() })));
    news.tell(past.announced(id, maintenances).map((maintenance) => ({ kind: 'maintenance', maintenance })));
  };
  const sceneParts: SceneParts = {
    world,
    choose,
    ears: { read, source: (source, before) => news.tell([{ kind: 'source', source, before }]) },
  };
  let scene: Scene = sceneOf(subject(), sceneParts);

  /** Pages are asked from the first moment at which somebody wants to know something. */
  const asked = (): void => {
    isAsked = true;
    scene.reader.ask();
  };
  const isInTrouble = (surface: string): boolean =>
    verdicts.some(({ cell, condition }) => cell.surface === surface && TROUBLE.includes(condition));
  const witnesses = hearing({
    world,
    scene: () => scene,
    past,
    guarded: news.guarded,
    asked,
    alarmed: () => judge(),
    isInTrouble,
    met: trials.met,
  });

  const judge = (): void => {
    const { book, reader, subject: now, watched } = scene;
    const nowMs = world.wallMs();
    const isCutOff = now.engine.book.cutOffMs() !== null;
    if (isCutOff || wasCutOff) book.network(!isCutOff, nowMs);
    wasCutOff = isCutOff;
    const changes = book.tick(reader.now(), nowMs);
    verdicts = book.verdicts();
    news.tell(changes.map(({ verdict, before, maintenance }) => ({ kind: 'verdict', verdict, before, maintenance })));
    const nameOf = (id: string): string => watched.surfaces.find((one) => one.id === id)?.name ?? id;
    news.tell(past.note((ledger) => noteVerdicts(ledger, { verdicts, nowMs, nameOf })));
    for (const { cell, condition } of verdicts) {
      if (cell.model === null && condition !== 'unknown') past.watched(cell.surface);
    }
  };

  /** What incidents of ours have come to, since we looked last. */
  const tryOut = (): void => {
    const { subject: now, watched } = scene;
    const over = trials.over({
      incidents: past.ledger().incidents.values(),
      nowMs: world.wallMs(),
      providersOf: (surface) => [...watched.byAccount].filter(([, one]) => one.surface === surface).map(([id]) => id),
      config: now.fingerprint,
    });
    for (const trial of over) tried(trial);
  };

  const look = (): void => {
    judge();
    tryOut();
    const { engine, routes } = scene.subject;
    if (world.nowMs() - rereadMs >= REREAD_MS) {
      rereadMs = world.nowMs();
      for (const { source, reading } of scene.reader.now())
        if (reading !== null) read({ id: source.page }, { reading });
    }
    news.tell(rungs.look(engine, routes));
    past.restore().then(past.alive, () => {});
  };

  const tick = (): void => {
    if (closed) return;
    news.guarded(() => {
      const next = sceneAfter(scene, subject(), sceneParts);
      const isNew = next.reader !== scene.reader;
      scene = next;
      if (isNew && (isAsked || scene.subject.settings.pages === 'on')) scene.reader.ask();
      look();
    });
    cancel = world.after(TICK_MS, tick, 'idle');
  };

  const start = (): void => {
    if (!closed && scene.subject.settings.pages === 'on') scene.reader.ask();
    tick();
  };
  void recall({ past, journal, scene, wallMs: world.wallMs }).catch(news.failed).then(start);

  return {
    monitor: faceOf({ world, past, news, scene: () => scene, verdicts: () => verdicts, asked }),
    note: witnesses.note,
    probed: witnesses.probed,
    suspects: (target) => speaksAgainst(target, scene, verdicts),
    usedMs: witnesses.usedMs,
    close: () => {
      closed = true;
      past.close();
      cancel?.();
      scene.reader.close();
    },
  };
}

type Face = {
  readonly world: World;
  readonly past: Chronicle;
  readonly news: News;
  readonly scene: () => Scene;
  readonly verdicts: () => readonly Verdict[];
  readonly asked: () => void;
};

function faceOf({ world, past, news, scene, verdicts, asked }: Face): Monitor {
  return {
    surfaces: () => scene().watched.surfaces,
    // Who looks at this has asked something.
    verdicts: () => {
      asked();
      return verdicts();
    },
    sources: () => {
      asked();
      return scene()
        .reader.now()
        .map(({ source }) => source);
    },
    official: (surface) =>
      opinionOf(scene().reader.now(), { surface, model: null, region: null }, world.wallMs()).level,
    maintenances: past.maintenances,
    incidents: async (query) => past.incidents({ ...query, ...(isWide(query) && { surfaces: spokenOf(scene()) }) }),
    days: past.days,
    calls: past.calls,
    past: async () => ownPast({ ...past, watched: past.watchedDays(), nowMs: world.wallMs() }),
    standbys: () => standbysOf(scene().subject.engine, scene().subject.routes),
    listen: news.listen,
  };
}

/** Is it in doubt how a target is, with nothing that would settle it? */
function speaksAgainst({ provider, model }: Target, { atlas }: Scene, verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ cell, condition }) => {
    const isIt = cell.surface === atlas.surfaceOf(provider) && (cell.model ?? model) === model;
    return isIt && condition === 'suspected';
  });
}

/** Nobody has said of what. */
function isWide({ id, surface }: IncidentQuery): boolean {
  return id === undefined && surface === undefined;
}

/** What is watched, and what its pages say without saying of what. */
function spokenOf({ watched: { surfaces } }: Scene): readonly string[] {
  return [...surfaces.map(({ id }) => id), ''];
}
