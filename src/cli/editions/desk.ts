import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { findConfig, loadConfig } from '../../config/load.ts';
import { didYouMean, shown } from '../../config/words.ts';
import { dueMs } from '../../editions/due.ts';
import { type Kept, openShelf } from '../../editions/shelf.ts';
import { slotStatus } from '../../editions/status.ts';
import type { SlotStatus } from '../../model/edition.ts';
import { Fault } from '../../model/fault.ts';
import type { Slot } from '../../model/slot.ts';
import { type EditionStore, type Mover, openEditions } from '../../store/editions/edition-store.ts';
import { type Given, optionOf } from '../command.ts';

/** The editions of a configuration, as their files say: nothing of it needs a gateway. */
export type Desk = {
  readonly config: Config;
  readonly store: EditionStore;
  readonly slots: readonly Slot[];
};

/** Throws a `configuration` fault where none are declared. */
export function openDesk(given: Given): Desk {
  const { cwd, env } = given;
  const file = optionOf(given, 'config');
  if (file === null && findConfig(cwd) === null)
    throw new Fault('configuration', 'There is no failsoft.yaml here; editions are declared in one, or in --config.');
  const loaded = loadConfig({ cwd, env, ...(file !== null && { file }) });
  const { slots, folder } = loaded.editions;
  if (slots.length === 0)
    throw new Fault('configuration', 'No slots are declared under "editions" in the configuration.');
  const at = resolve(cwd, folder);
  return {
    config: { ...loaded, editions: { ...loaded.editions, folder: at } },
    store: openEditions(at, Date.now),
    slots,
  };
}

/** The slot that the first word names. Throws a `configuration` fault. */
export function slotOf({ words: [name = ''] }: Given, { slots }: Desk): Slot {
  const slot = slots.find((one) => one.name === name);
  if (slot !== undefined) return slot;
  const names = slots.map((one) => one.name);
  throw new Fault('configuration', `There is no slot ${shown(name)}${didYouMean(name, names)}`);
}

/** Who this is, and why it is done, for the record of moves. */
export function moverOf(given: Given): Mover {
  return { by: optionOf(given, 'by') ?? `${userInfo().username}@${hostname()}`, why: optionOf(given, 'why') ?? '' };
}

/** How slots are doing. */
export async function statusOf({ store }: Desk, slots: readonly Slot[]): Promise<readonly SlotStatus[]> {
  const nowMs = Date.now();
  const shelf = openShelf({ slots: () => slots, wallMs: Date.now, say: () => {} });
  await Promise.all(slots.map(async (slot) => shelf.lookWell(store, slot)));
  return slots.map((slot) =>
    slotStatus(slot, shelf.kept(slot.name), { nowMs, nextAtMs: nextOf(slot, shelf.kept(slot.name), nowMs) }),
  );
}

function nextOf(slot: Slot, { builds, printed }: Kept, nowMs: number): number | null {
  const due = dueMs(slot, { nowMs, builds, hasCurrent: printed !== null });
  return due === null ? null : Math.max(due, nowMs);
}

/** The id in full of the edition that is meant: its beginning is enough. Throws a `configuration` fault. */
export function idOf(word: string, among: readonly { readonly id: string }[], kind: string): string {
  const found = among.filter(({ id }) => id.startsWith(word));
  const [one] = found;
  if (one !== undefined && found.length === 1) return one.id;
  const why = found.length > 1 ? `Several ${kind} editions begin with` : `There is no ${kind} edition`;
  throw new Fault('configuration', `${why} ${shown(word)}`);
}
