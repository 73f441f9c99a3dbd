import { mkdir, readFile } from 'node:fs/promises';
import { type Builds, type Edition, type Move, NO_BUILDS, type Printed } from '../../model/edition.ts';
import { Fault } from '../../model/fault.ts';
import { isObject, type Json } from '../../model/json.ts';
import { isAbsent, makePrivate, replaceFile, troubleOf } from './disk.ts';
import { editionsIn, readPrinted, release, removeEdition, stage, sweep } from './edition-files.ts';
import { lockOf, locked } from './lock.ts';
import { inOrder, readMoves, saysCurrent, writeMove } from './moves.ts';
import { type Places, placesOf } from './places.ts';
import { currentId, currentSinceMs, point } from './pointer.ts';

/** Who moves a pointer, and why. */
export type Mover = { readonly by: string; readonly why: string };

/**
 * Editions as plain files in one folder. Any number of processes may use it at once, and any of them may die at any moment. Everything
 * rejects with a Fault that says what is wrong with the disk.
 */
export type EditionStore = {
  readonly currentId: (slot: string) => Promise<string | null>;
  /** When the current edition became that, ms since 1970; 0 when there is none. */
  readonly currentSinceMs: (slot: string) => Promise<number>;
  /** A published or staged edition with its content; null when it is not there. */
  readonly read: (slot: string, id: string) => Promise<Printed | null>;
  /** In the order in which they were published, oldest first. */
  readonly published: (slot: string) => Promise<readonly Edition[]>;
  /** Oldest first. */
  readonly staged: (slot: string) => Promise<readonly Edition[]>;
  readonly moves: (slot: string) => Promise<readonly Move[]>;
  readonly builds: (slot: string) => Promise<Builds>;
  readonly remember: (slot: string, builds: Builds) => Promise<void>;
  readonly stage: (printed: Printed) => Promise<void>;
  /** Makes a staged edition the current one, and lets go of the oldest beyond `keep`. */
  readonly publish: (
    slot: string,
    id: string,
    move: Mover & { readonly kind: 'published' | 'approved'; readonly keep: number },
  ) => Promise<void>;
  /** Makes an edition current that was published before; null: the one before the current one. Gives its id. */
  readonly rollBack: (slot: string, id: string | null, move: Mover) => Promise<string>;
  /** Does a piece of work that only one process should do; null: another one is at it. */
  readonly alone: <T>(slot: string, forMs: number, work: () => Promise<T>) => Promise<T | null>;
};

/** How long moving a pointer may take, and how long it is waited for, ms. */
const MOVE_MS = 10_000;
/** How many staged editions are kept to be looked at. */
const STAGED_MAX = 10;

export function openEditions(folder: string, wallMs: () => number): EditionStore {
  const at = (slot: string): Places => placesOf(folder, slot);
  const reading = async <T>(slot: string, work: (places: Places) => Promise<T>): Promise<T> =>
    trying(`The editions of ${slot} in ${folder} cannot be read`, async () => work(at(slot)));
  const writing = async <T>(slot: string, work: (places: Places) => Promise<T>): Promise<T> =>
    trying(`The editions of ${slot} in ${folder} cannot be written`, async () => work(at(slot)));

  const moving = async <T>(slot: string, work: (places: Places) => Promise<T>): Promise<T> =>
    writing(slot, async (places) => {
      await makePrivate(places.work);
      return locked(places.moveLock, { forMs: MOVE_MS, waitMs: MOVE_MS, wallMs }, async () => work(places));
    });

  return {
    currentId: async (slot) => reading(slot, currentId),
    currentSinceMs: async (slot) => reading(slot, currentSinceMs),
    read: async (slot, id) =>
      reading(slot, async ({ editions, staged }) => (await readIn(editions, id)) ?? readIn(staged, id)),
    published: async (slot) =>
      reading(slot, async (places) => inOrder(await readMoves(places), await editionsIn(places.editions))),
    staged: async (slot) => reading(slot, async ({ staged }) => byAge(await editionsIn(staged))),
    moves: async (slot) => reading(slot, readMoves),
    builds: async (slot) => reading(slot, readBuilds),
    remember: async (slot, builds) =>
      writing(slot, async (places) => {
        await makePrivate(places.work);
        await replaceFile(places.builds, `${JSON.stringify(builds)}\n`);
      }),
    stage: async (printed) =>
      writing(printed.edition.slot, async (places) => {
        await makePrivate(places.work);
        await stage(places, printed);
        const old = byAge(await editionsIn(places.staged)).slice(0, -STAGED_MAX);
        for (const { id } of old) await removeEdition(places.staged, id);
      }),
    publish: async (slot, id, { kind, by, why, keep }) =>
      moving(slot, async (places) => {
        await mkdir(places.editions, { recursive: true, mode: 0o755 });
        await release(places, id);
        await readPrinted(places.editions, id);
        await move(places, { kind, by, why, to: id, atMs: wallMs() });
        await prune(places, keep);
      }),
    rollBack: async (slot, id, { by, why }) =>
      moving(slot, async (places) => {
        const order = inOrder(await readMoves(places), await editionsIn(places.editions));
        const to = targetOf(order, await currentId(places), id);
        await readPrinted(places.editions, to);
        await move(places, { kind: 'rolled-back', by, why, to, atMs: wallMs() });
        return to;
      }),
    alone: async (slot, forMs, work) => {
      const free = await writing(slot, async (places) => {
        await makePrivate(places.work);
        return lockOf(places.buildLock, { forMs, waitMs: 0, wallMs });
      });
      if (free === null) return null;
      try {
        return await work();
      } finally {
        await free();
      }
    },
  };
}

async function trying<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw troubleOf(error, doing);
  }
}

async function readIn(folder: string, id: string): Promise<Printed | null> {
  if (!/^[0-9a-f]+$/.test(id)) return null;
  try {
    return await readPrinted(folder, id);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

async function readBuilds({ builds }: Places): Promise<Builds> {
  try {
    const json: Json = JSON.parse(await readFile(builds, 'utf8'));
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- Nobody else writes this file.
    return isObject(json) ? { ...NO_BUILDS, ...(json as Partial<Builds>) } : NO_BUILDS;
  } catch (error) {
    // What broke off in a crash is worth no more than what was never written.
    if (isAbsent(error) || error instanceof SyntaxError) return NO_BUILDS;
    throw error;
  }
}

function byAge(editions: readonly Edition[]): readonly Edition[] {
  return editions.toSorted((one, other) => one.createdAtMs - other.createdAtMs);
}

/** Writes the move down before it is made: every change of a pointer has its line, and a line without one is taken back. */
async function move(
  places: Places,
  { to, ...said }: Omit<Move, 'from' | 'to'> & { readonly to: string },
): Promise<void> {
  const from = await currentId(places);
  if (!saysCurrent(await readMoves(places), from)) {
    const undone: Move = { kind: 'undone', atMs: said.atMs, by: 'failsoft', why: UNDONE, from, to: null };
    await writeMove(places, undone);
  }
  await writeMove(places, { ...said, from, to });
  await point(places, to);
}

const UNDONE = 'The process ended before it had moved the pointer';

async function prune(places: Places, keep: number): Promise<void> {
  const current = await currentId(places);
  const order = inOrder(await readMoves(places), await editionsIn(places.editions));
  const old = order.slice(0, -keep).filter(({ id }) => id !== current);
  for (const { id } of old) await removeEdition(places.editions, id);
  for (const folder of [places.published, places.editions]) await sweep(folder);
}

function targetOf(order: readonly Edition[], current: string | null, wanted: string | null): string {
  if (wanted !== null) {
    const found = order.filter(({ id }) => id.startsWith(wanted));
    const [one] = found;
    if (one === undefined || found.length > 1)
      throw new Fault('no-such-path', `No published edition of this slot is called ${wanted}`);
    return one.id;
  }
  const before = order[order.findIndex(({ id }) => id === current) - 1];
  if (before === undefined) throw new Fault('no-such-path', 'There is no edition before the current one');
  return before.id;
}
