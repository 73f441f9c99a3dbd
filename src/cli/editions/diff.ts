import type { Printed } from '../../model/edition.ts';
import { Fault } from '../../model/fault.ts';
import type { Slot } from '../../model/slot.ts';
import { type Given, isSet } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { ago, out, printReport } from '../print.ts';
import { type Desk, idOf, openDesk, slotOf } from './desk.ts';
import { type DiffLine, diffOf } from './line-diff.ts';
import { short } from './lines.ts';

/** Lines that are the same are shown so far around those that are not. */
const AROUND = 3;

/** Shows what differs between two editions: by default between the current one and the newest that is staged, else the one before. */
export async function run(given: Given): Promise<Ending> {
  const desk = openDesk(given);
  const slot = slotOf(given, desk);
  const { from, to } = await both(given, desk, slot);
  const lines = diffOf(from.body, to.body);
  if (isSet(given, 'json')) {
    printReport('editions-diff', { ok: true, data: { slot: slot.name, from: from.edition, to: to.edition, lines } });
    return 'fine';
  }
  const nowMs = Date.now();
  const head = ({ edition }: Printed): string =>
    `${short(edition.id)}  ${ago(edition.createdAtMs, nowMs)}  ${edition.servedBy}`;
  out.line(out.paint('red', `--- ${head(from)}`));
  out.line(out.paint('green', `+++ ${head(to)}`));
  for (const line of shownOf(lines)) out.line(line);
  return 'fine';
}

async function both(
  { words }: Given,
  { store }: Desk,
  { name }: Slot,
): Promise<{ readonly from: Printed; readonly to: Printed }> {
  const [published, staged, current] = await Promise.all([
    store.published(name),
    store.staged(name),
    store.currentId(name),
  ]);
  const before = published[published.findIndex(({ id }) => id === current) - 1]?.id;
  const madeAtMs = published.find(({ id }) => id === current)?.createdAtMs ?? 0;
  // What was staged before the current one was made is nothing that is still to come.
  const newest = staged.findLast(({ createdAtMs }) => createdAtMs > madeAtMs)?.id;
  const every = [...published, ...staged];
  const [, first, second] = words;
  const fromId = first === undefined ? (newest === undefined ? before : current) : idOf(first, every, 'such');
  const toId =
    second === undefined ? (first === undefined ? (newest ?? current) : current) : idOf(second, every, 'such');
  const [from, to] = await Promise.all([fromId, toId].map(async (id) => (id == null ? null : store.read(name, id))));
  if (from == null || to == null) throw new Fault('no-such-path', 'There are no two editions that could be compared');
  return { from, to };
}

const SIGNS = { same: ' ', gone: '-', new: '+' } as const;
const COLOURS = { same: 'dim', gone: 'red', new: 'green' } as const;

function shownOf(lines: readonly DiffLine[]): readonly string[] {
  if (lines.every(({ kind }) => kind === 'same')) return ['They are the same, word for word.'];
  const isNear = (at: number): boolean =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== 'same');
  const shown: string[] = [];
  let skipped = false;
  for (const [at, { kind, text }] of lines.entries()) {
    if (!isNear(at)) skipped = true;
    else {
      if (skipped) shown.push(out.paint('dim', '…'));
      skipped = false;
      shown.push(out.paint(COLOURS[kind], `${SIGNS[kind]} ${text}`));
    }
  }
  return shown;
}
