import type { Check, Edition, Move, SlotStatus } from '../../model/edition.ts';
import { ago, type Channel, columns, duration, shorten } from '../print.ts';

/** So many characters of an id are shown; so many tell editions of a slot apart. */
const ID_SHOWN = 10;

export const short = (id: string): string => id.slice(0, ID_SHOWN);

const MARKS = { fresh: ['●', 'green'], stale: ['●', 'yellow'], expired: ['○', 'red'], none: ['○', 'dim'] } as const;

/** How slots are doing: a line each, and below it what somebody should know or do. */
export function slotLines(slots: readonly SlotStatus[], channel: Channel, nowMs: number): readonly string[] {
  const heads = columns(slots.map((slot) => row(slot, channel, nowMs)));
  return slots.flatMap((slot, at) => [heads[at] ?? '', ...remarks(slot, channel, nowMs).map((line) => `  ${line}`)]);
}

function row(
  { slot, state, current, ageMs, nextAtMs }: SlotStatus,
  { paint }: Channel,
  nowMs: number,
): readonly string[] {
  const [mark, colour] = MARKS[state];
  const age =
    ageMs === null ? (current === null ? 'nothing published' : 'its date lies ahead') : `${duration(ageMs)} old`;
  const next =
    nextAtMs === null ? 'built on demand' : nextAtMs <= nowMs ? 'due now' : `next in ${duration(nextAtMs - nowMs)}`;
  return [
    paint('bold', slot),
    `${paint(colour, mark)} ${state}`,
    current === null ? '-' : short(current.id),
    age,
    current === null ? '-' : current.servedBy,
    next,
  ];
}

function remarks(
  { slot, current, staged, builds, trouble }: SlotStatus,
  { paint, width }: Channel,
  nowMs: number,
): readonly string[] {
  const { last, failures, failingSinceMs } = builds;
  const madeAtMs = current?.createdAtMs ?? 0;
  const lasting = failingSinceMs === null ? '' : ` for ${duration(Math.max(0, nowMs - failingSinceMs))}`;
  const times = failures === 1 ? 'once' : `${failures} times in a row`;
  const waiting = staged.findLast(({ checks, createdAtMs }) => createdAtMs > madeAtMs && checks.every(({ ok }) => ok));
  return [
    ...(trouble === '' ? [] : [paint('red', trouble)]),
    ...(failures === 0 || last === null
      ? []
      : [paint('yellow', shorten(`not renewed${lasting} (${times}): ${last.said}`, Math.max(40, width() - 2)))]),
    ...(waiting === undefined
      ? []
      : [
          `${short(waiting.id)} waits for approval since ${ago(waiting.createdAtMs, nowMs)}: failsoft editions approve ${slot}`,
        ]),
  ];
}

/** One slot with all its editions and why each was let through or held back. */
export function slotDetail(
  { status, published, staged, moves }: Detail,
  channel: Channel,
  nowMs: number,
): readonly string[] {
  const { paint } = channel;
  return [
    ...slotLines([status], channel, nowMs),
    ...section(paint('bold', 'Published, newest first'), published.toReversed(), (one) =>
      editionLines(one, one.id === status.current?.id ? paint('green', 'current') : '', channel, nowMs),
    ),
    ...section(paint('bold', 'Staged, newest first'), staged.toReversed(), (one) =>
      editionLines(one, '', channel, nowMs),
    ),
    ...section(paint('bold', 'Moves, newest first'), moves.slice(-10).toReversed(), (one) => [moveLine(one, nowMs)]),
  ];
}

export type Detail = {
  readonly status: SlotStatus;
  readonly published: readonly Edition[];
  readonly staged: readonly Edition[];
  readonly moves: readonly Move[];
};

function section<One>(head: string, all: readonly One[], lines: (one: One) => readonly string[]): readonly string[] {
  return all.length === 0 ? [] : ['', head, ...all.flatMap(lines).map((line) => `  ${line}`)];
}

function editionLines(
  { id, createdAtMs, servedBy, bytes, checks }: Edition,
  mark: string,
  { paint }: Channel,
  nowMs: number,
): readonly string[] {
  const head = [short(id), ago(createdAtMs, nowMs), servedBy, `${bytes} bytes`, mark]
    .filter((part) => part !== '')
    .join('  ');
  return [head, ...columns(checks.map((check) => checkRow(check, paint))).map((line) => `  ${line}`)];
}

function checkRow({ name, ok, said }: Check, paint: Channel['paint']): readonly string[] {
  return [ok ? paint('green', '✓') : paint('red', '✗'), name, said];
}

function moveLine({ kind, atMs, by, why, from, to }: Move, nowMs: number): string {
  const way =
    kind === 'undone'
      ? `back to ${from === null ? 'nothing' : short(from)}`
      : `${from === null ? 'nothing' : short(from)} → ${to === null ? 'nothing' : short(to)}`;
  return `${ago(atMs, nowMs)}  ${kind}  ${way}  by ${by}${why === '' ? '' : `: ${why}`}`;
}
