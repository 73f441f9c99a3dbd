import type { Alert } from '../../../model/alert.ts';
import type { Channel, Notice } from '../../../model/channel.ts';
import { type Board, due, EMPTY, heard } from '../board.ts';

export type Event = { readonly atMs: number; readonly alert?: Alert };

/** Plays what happens to some channels, each event at its time; returns what they were told, with when. */
export function play(
  channels: readonly Channel[],
  events: readonly Event[],
): readonly (Notice & { readonly atMs: number })[] {
  let board: Board = EMPTY;
  const told: (Notice & { readonly atMs: number })[] = [];
  for (const { atMs, alert } of events) {
    if (alert !== undefined) board = heard(board, { ...alert, atMs });
    const now = due(board, channels, atMs);
    told.push(...now.notices.map((notice) => ({ ...notice, atMs })));
    board = now.board;
  }
  return told;
}
