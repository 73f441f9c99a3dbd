import type { SlotStatus } from '../../model/edition.ts';
import type { Slot } from '../../model/slot.ts';
import { type Given, isSet } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport } from '../print.ts';
import { type Desk, openDesk, slotOf, statusOf } from './desk.ts';
import { slotDetail, slotLines } from './lines.ts';

/** Shows how what is made ahead of time is doing, by its files: with a gateway or without. */
export async function run(given: Given): Promise<Ending> {
  const desk = openDesk(given);
  if (given.words.length > 0) return detail(given, desk, slotOf(given, desk));
  const slots = await statusOf(desk, desk.slots);
  const ending = endingOf(given, slots);
  if (isSet(given, 'json'))
    printReport('editions-list', { ok: ending === 'fine', data: { folder: desk.config.editions.folder, slots } });
  else for (const line of slotLines(slots, out, Date.now())) out.line(line);
  return ending;
}

async function detail(given: Given, desk: Desk, slot: Slot): Promise<Ending> {
  const { store } = desk;
  const slots = await statusOf(desk, [slot]);
  const [status] = slots;
  const [published, staged, moves] = await Promise.all([
    store.published(slot.name),
    store.staged(slot.name),
    store.moves(slot.name),
  ]);
  const ending = endingOf(given, slots);
  if (status === undefined) return 'failing';
  if (isSet(given, 'json'))
    printReport('editions-list', { ok: ending === 'fine', data: { ...status, published, staged, moves } });
  else for (const line of slotDetail({ status, published, staged, moves }, out, Date.now())) out.line(line);
  return ending;
}

function endingOf(given: Given, slots: readonly SlotStatus[]): Ending {
  return isSet(given, 'strict') && !slots.every(isWell) ? 'degraded' : 'fine';
}

function isWell({ state, builds, trouble }: SlotStatus): boolean {
  return state === 'fresh' && builds.failures === 0 && trouble === '';
}
