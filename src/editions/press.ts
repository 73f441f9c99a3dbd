import type { Engine } from '../engine/engine.ts';
import type { Builds, SlotStatus } from '../model/edition.ts';
import { Fault } from '../model/fault.ts';
import { matches, type Route } from '../model/route.ts';
import type { Secret } from '../model/secret.ts';
import type { Slot } from '../model/slot.ts';
import { type EditionStore, openEditions } from '../store/editions/edition-store.ts';
import type { Cancel, World } from '../world/world.ts';
import { build, type Built, type Order } from './build.ts';
import { type Ended, remembered } from './compose.ts';
import { dueMs } from './due.ts';
import { endLine } from './lines.ts';
import type { Kept, Shelf } from './shelf.ts';
import { hasChanged } from './sources.ts';
import { slotStatus } from './status.ts';

/** The configuration in effect, as far as editions need it. */
export type Plan = {
  readonly folder: string;
  readonly slots: readonly Slot[];
  readonly routes: readonly Route[];
  readonly engine: Engine;
  readonly secrets: () => readonly Secret[];
};

export type PressOptions = {
  readonly world: World;
  readonly shelf: Shelf;
  /** As it is now: a reload changes it. */
  readonly plan: () => Plan;
  readonly say: (sentence: string) => void;
  /** Are slots built when they are due? Else only when somebody asks for it. */
  readonly byItself: boolean;
  /** Who this is, for the record of moves. */
  readonly name: string;
};

/** Builds editions, one at a time, and keeps the shelf up to date. */
export type Press = {
  readonly status: () => readonly SlotStatus[];
  /** Builds now. Rejects with `no-such-path` for a slot that is not declared. */
  readonly build: (slot: string, order: Pick<Order, 'by' | 'why'>) => Promise<Built>;
  readonly close: () => void;
};

/** How often it is looked what is current, ms: whoever moves a pointer elsewhere is heard of within this. */
const LOOK_MS = 500;
/** How often all else is looked at, ms. */
const LOOK_WELL_MS = 5_000;
/** Beyond its deadline, a build that is no longer heard of is given up after this, ms. */
const TOO_LATE_MS = 120_000;
/** A slot whose models all rest is tried again after this, ms. */
const REST_MS = 15_000;

/** What is planned for a slot. Wall times. */
type Planned = { readonly dueMs: number; readonly atMs: number };

export function startPress({ world, shelf, plan, say, byItself, name }: PressOptions): Press {
  const planned = new Map<string, Planned>();
  /** When sources are looked at next, monotonic ms. */
  const watchedMs = new Map<string, number>();
  let lookedWellMs = Number.NEGATIVE_INFINITY;
  let store: { readonly folder: string; readonly files: EditionStore } | null = null;
  let working: Promise<unknown> = Promise.resolve();
  /** Slots that wait for their turn, or have it. */
  const busy = new Set<string>();
  let cancel: Cancel | null = null;
  let closed = false;

  const files = (): EditionStore => {
    const { folder } = plan();
    if (store?.folder !== folder) store = { folder, files: openEditions(folder, world.wallMs) };
    return store.files;
  };

  const routeFor = (model: string): Route | null => plan().routes.find(({ match }) => matches(match, model)) ?? null;

  /** A disk that does not answer holds up one slot, and only for a while. */
  const tooLate = async (slot: Slot): Promise<Built> => {
    await new Promise<void>((resolve) => world.after(2 * slot.deadlineMs + TOO_LATE_MS, resolve, 'idle'));
    const { builds } = shelf.kept(slot.name);
    const ended: Ended = { outcome: 'failed', said: 'It takes too long', edition: null, from: null, checks: [] };
    return { ...ended, builds: remembered(builds, ended, world.wallMs()) };
  };

  /** Behind all others: neither models nor the disk get several at once. */
  const inTurn = async (slot: Slot, order: Order): Promise<Built> => {
    busy.add(slot.name);
    const turn = working.then(async () => {
      const { engine, secrets } = plan();
      const before = shelf.kept(slot.name);
      const workshop = { store: files(), engine, routeFor, secrets: secrets(), isOver: () => closed };
      const built = await Promise.race([build(slot, order, workshop), tooLate(slot)]);
      if (built.builds !== null) shelf.note(slot.name, built.builds);
      await shelf.lookWell(files(), slot);
      const line = endLine(slot.name, built, before);
      if (line !== '') say(line);
      return built;
    });
    working = turn.catch(() => {});
    return turn.finally(() => busy.delete(slot.name));
  };

  /** Its time, with the delay that keeps slots from beginning together; it is drawn once for each time. */
  const planFor = (slot: Slot): Planned | null => {
    const nowMs = world.wallMs();
    const kept = shelf.kept(slot.name);
    const due = dueMs(slot, { nowMs, builds: kept.builds, hasCurrent: kept.printed !== null });
    const before = planned.get(slot.name);
    if (due === null) planned.delete(slot.name);
    else if (before?.dueMs !== due)
      planned.set(slot.name, { dueMs: due, atMs: Math.max(due, nowMs) + world.random() * slot.jitterMs });
    return planned.get(slot.name) ?? null;
  };

  const orderDue = (slot: Slot): Order => ({
    by: name,
    why: 'It was due',
    isDue: (builds) => isDue(slot, builds, shelf.kept(slot.name), world.wallMs()),
  });

  const buildDue = async (slot: Slot, order: Order): Promise<void> => {
    const { outcome } = await inTurn(slot, order);
    const now = planned.get(slot.name);
    if (outcome === 'resting' && now !== undefined)
      planned.set(slot.name, { ...now, atMs: world.wallMs() + REST_MS * (1 + world.random()) });
  };

  const lookAtSources = async (slot: Slot): Promise<void> => {
    const { builds } = shelf.kept(slot.name);
    const changed = await Promise.all(
      slot.sources.map(async (source) => hasChanged(source, builds.marks[source.name], world)),
    );
    if (!changed.includes(true) || busy.has(slot.name) || closed) return;
    const isDueStill = ({ last }: Builds): boolean => last?.atMs === builds.last?.atMs;
    await buildDue(slot, { by: name, why: 'A source has changed', isDue: isDueStill });
  };

  const consider = (slot: Slot): void => {
    const next = planFor(slot);
    if (busy.has(slot.name)) return;
    if (next !== null && next.atMs <= world.wallMs()) return void buildDue(slot, orderDue(slot));
    const { watchMs, name: slotName } = slot;
    // What was never built, or has just failed, has its own time.
    if (watchMs === null || shelf.kept(slotName).builds.last === null) return;
    const atMs = watchedMs.get(slotName);
    if (atMs === undefined || world.nowMs() >= atMs) watchedMs.set(slotName, world.nowMs() + watchMs);
    if (atMs !== undefined && world.nowMs() >= atMs) void lookAtSources(slot);
  };

  const look = async (): Promise<void> => {
    const { slots } = plan();
    const isTime = world.nowMs() - lookedWellMs >= LOOK_WELL_MS;
    if (isTime) {
      lookedWellMs = world.nowMs();
      await Promise.all(slots.map(async (slot) => shelf.lookWell(files(), slot)));
    } else await shelf.look(files(), slots);
    if (byItself && !closed) for (const slot of slots) consider(slot);
  };

  const again = (): void => {
    void look().finally(() => {
      if (!closed) cancel = world.after(LOOK_MS, again, 'idle');
    });
  };
  again();

  return {
    status: () => {
      const nowMs = world.wallMs();
      return plan().slots.map((slot) =>
        slotStatus(slot, shelf.kept(slot.name), { nowMs, nextAtMs: byItself ? (planFor(slot)?.atMs ?? null) : null }),
      );
    },
    build: async (wanted, { by, why }) => {
      const slot = plan().slots.find((one) => one.name === wanted);
      if (slot === undefined) throw new Fault('no-such-path', `There is no slot ${wanted.slice(0, 100)}`);
      return inTurn(slot, { by, why, isDue: () => true });
    },
    close: () => {
      closed = true;
      cancel?.();
    },
  };
}

function isDue(slot: Slot, builds: Builds, { printed }: Kept, nowMs: number): boolean {
  const due = dueMs(slot, { nowMs, builds, hasCurrent: printed !== null });
  return due !== null && due <= nowMs;
}
