import type { SlotStatus } from '../model/edition.ts';
import type { Slot } from '../model/slot.ts';
import type { Kept } from './shelf.ts';
import { ageOf } from './showing.ts';

/** How a slot is doing, of what is known of it. `nextAtMs`: when it is built next. */
export function slotStatus(slot: Slot, kept: Kept, { nowMs, nextAtMs }: At): SlotStatus {
  const { printed, staged, builds, trouble } = kept;
  const ageMs = ageOf(kept, nowMs);
  const { last, failures, failingSinceMs, heldBy } = builds;
  return {
    slot: slot.name,
    state: stateOf(slot, printed !== null, ageMs),
    current: printed === null ? null : currentOf(printed.edition),
    ageMs,
    staged,
    builds: { last, failures, failingSinceMs, heldBy },
    nextAtMs,
    trouble,
  };
}

type At = { readonly nowMs: number; readonly nextAtMs: number | null };

function currentOf({ id, created, createdAtMs, servedBy }: NonNullable<SlotStatus['current']>): SlotStatus['current'] {
  return { id, created, createdAtMs, servedBy };
}

function stateOf({ staleMs, expiresMs }: Slot, isThere: boolean, ageMs: number | null): SlotStatus['state'] {
  if (!isThere) return 'none';
  if (ageMs === null) return 'stale';
  if (expiresMs !== null && ageMs >= expiresMs) return 'expired';
  return ageMs >= staleMs ? 'stale' : 'fresh';
}
