import type { Engine } from '../engine/engine.ts';
import type { Builds, SlotStatus } from '../model/edition.ts';
import { Fault } from '../model/fault.ts';
import { matches, type Route } from '../model/route.ts';
import type { Secret } from '../model/secret.ts';
import type { Slot } from '../model/slot.ts';
import { type EditionStore, openEditions } from '../store/editions/edition-store.ts';
import type { Cancel, World } from '../world/world.ts';
import { build, type Built, type Order, type Workshop } from './build.ts';
import { calendar } from './calendar.ts';
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

export function startPress(options: PressOptions): Press {
  const { world, shelf, plan, byItself, name } = options;
  const files = filesOf(options);
  const times = calendar(world);
  const queue = queueOf(options, files);
  let lookedWellMs = Number.NEGATIVE_INFINITY;
  let cancel: Cancel | null = null;

  const buildDue = async (slot: Slot, order: Omit<Order, 'by'>): Promise<void> => {
    const { outcome } = await queue.add(slot, { by: name, ...order });
    if (outcome === 'resting') times.putOff(slot);
  };

  const lookAtSources = async (slot: Slot): Promise<void> => {
    const { builds } = shelf.kept(slot.name);
    const changed = await Promise.all(
      slot.sources.map(async (source) => hasChanged(source, builds.marks[source.name], world)),
    );
    if (!changed.includes(true) || queue.has(slot)) return;
    await buildDue(slot, { why: 'A source has changed', isDue: ({ last }) => last?.atMs === builds.last?.atMs });
  };

  const consider = (slot: Slot): void => {
    const kept = shelf.kept(slot.name);
    const nextMs = times.nextMs(slot, kept);
    if (queue.has(slot)) return;
    if (nextMs !== null && nextMs <= world.wallMs())
      void buildDue(slot, { why: 'It was due', isDue: (builds) => isDue(slot, builds, kept, world.wallMs()) });
    else if (times.isWatched(slot, kept)) void lookAtSources(slot);
  };

  const look = async (): Promise<void> => {
    const { slots } = plan();
    const isTime = world.nowMs() - lookedWellMs >= LOOK_WELL_MS;
    if (isTime) {
      lookedWellMs = world.nowMs();
      await Promise.all(slots.map(async (slot) => shelf.lookWell(files(), slot)));
    } else await shelf.look(files(), slots);
    if (byItself && !queue.isClosed()) slots.forEach(consider);
  };

  const again = (): void => {
    void look().finally(() => {
      if (!queue.isClosed()) cancel = world.after(LOOK_MS, again, 'idle');
    });
  };
  again();

  return {
    status: () => {
      const nowMs = world.wallMs();
      return plan().slots.map((slot) => {
        const kept = shelf.kept(slot.name);
        return slotStatus(slot, kept, { nowMs, nextAtMs: byItself ? times.nextMs(slot, kept) : null });
      });
    },
    build: async (wanted, { by, why }) => {
      const slot = plan().slots.find((one) => one.name === wanted);
      if (slot === undefined) throw new Fault('no-such-path', `There is no slot ${wanted.slice(0, 100)}`);
      return queue.add(slot, { by, why, isDue: () => true });
    },
    close: () => {
      queue.close();
      cancel?.();
    },
  };
}

/** The files of the folder that is configured now. */
function filesOf({ plan, world }: PressOptions): () => EditionStore {
  let open: { readonly folder: string; readonly files: EditionStore } | null = null;
  return () => {
    const { folder } = plan();
    if (open?.folder !== folder) open = { folder, files: openEditions(folder, world.wallMs) };
    return open.files;
  };
}

function isDue(slot: Slot, builds: Builds, { printed }: Kept, nowMs: number): boolean {
  const due = dueMs(slot, { nowMs, builds, hasCurrent: printed !== null });
  return due !== null && due <= nowMs;
}

type Queue = {
  /** Behind all others: neither models nor the disk get several at once. */
  readonly add: (slot: Slot, order: Order) => Promise<Built>;
  /** Does a slot wait for its turn, or have it? */
  readonly has: (slot: Slot) => boolean;
  readonly isClosed: () => boolean;
  readonly close: () => void;
};

function queueOf({ world, shelf, plan, say }: PressOptions, files: () => EditionStore): Queue {
  const busy = new Set<string>();
  let working: Promise<unknown> = Promise.resolve();
  let closed = false;

  const buildNow = async (slot: Slot, order: Order): Promise<Built> => {
    const { engine, secrets, routes } = plan();
    const before = shelf.kept(slot.name);
    const routeFor = (model: string): Route | null => routes.find(({ match }) => matches(match, model)) ?? null;
    const workshop: Workshop = { store: files(), engine, routeFor, secrets: secrets(), isOver: () => closed };
    const built = await Promise.race([build(slot, order, workshop), tooLate(slot, before, world)]);
    if (built.builds !== null) shelf.note(slot.name, built.builds);
    await shelf.lookWell(files(), slot);
    const line = endLine(slot.name, built, before);
    if (line !== '') say(line);
    return built;
  };

  return {
    add: async (slot, order) => {
      busy.add(slot.name);
      const turn = working.then(async () => buildNow(slot, order));
      working = turn.catch(() => {});
      return turn.finally(() => busy.delete(slot.name));
    },
    has: ({ name }) => busy.has(name),
    isClosed: () => closed,
    close: () => void (closed = true),
  };
}

/** Beyond its deadline, a build that is no longer heard of is given up after this, ms. */
const TOO_LATE_MS = 120_000;

/** A disk that does not answer holds up one slot, and only for a while. */
async function tooLate({ deadlineMs }: Slot, { builds }: Kept, world: World): Promise<Built> {
  await new Promise<void>((resolve) => world.after(2 * deadlineMs + TOO_LATE_MS, resolve, 'idle'));
  const ended: Ended = { outcome: 'failed', said: 'It takes too long', edition: null, from: null, checks: [] };
  const { outcome, said, edition } = ended;
  return { outcome, said, edition, builds: remembered(builds, ended, world.wallMs()) };
}
