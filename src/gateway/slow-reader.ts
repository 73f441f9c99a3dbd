import type { Socket } from 'node:net';
import { bag } from '../world/bag.ts';
import type { World } from '../world/world.ts';
import { LOOK_MS } from './slow-body.ts';

/** Who takes nothing of what waits for it loses the line after this time, ms. */
export const UNREAD_MS = 300_000;
/** The same for the last words before a line is cut, ms. */
export const LAST_UNREAD_MS = 10_000;
/** Both are longer by a millisecond for so much that waits, bytes: a piece counts when all of it was taken, and a whole answer is one piece. */
const UNREAD_PACE_BYTES = 16;

/** `taken`: how much has gone out of what waited, bytes. `looks`: how often that was no more than before. */
type Line = { readonly socket: Socket; taken: number; looks: number };

const IS_WATCHED = Symbol('is watched');

/** Watches over a line for as long as it is open. Costs nothing where it does already. */
export type ReaderWatch = (socket: Socket & { [IS_WATCHED]?: true }) => void;

/**
 * One look at all lines: whoever keeps one open and does not read would keep what waits on it, and its place, for ever. Looks are counted,
 * and no time, so that nobody is slow because this machine has slept.
 */
export function watchReaders({ after }: Pick<World, 'after'>): ReaderWatch {
  const lines = bag<Line>();
  let looking = false;

  const look = (): void => {
    for (const line of lines.all()) {
      if (!isStuck(line)) continue;
      if (canReset(line.socket)) line.socket.resetAndDestroy();
      else line.socket.destroy();
    }
    looking = lines.size() > 0;
    if (looking) after(LOOK_MS, look, 'idle');
  };

  return (socket) => {
    if (socket[IS_WATCHED] === true) return;
    socket[IS_WATCHED] = true;
    socket.once('close', lines.add({ socket, taken: 0, looks: 0 }));
    if (!looking) after(LOOK_MS, look, 'idle');
    looking = true;
  };
}

function isStuck(line: Line): boolean {
  const { socket } = line;
  const waiting = socket.writableLength;
  const taken = waiting === 0 ? 0 : socket.bytesWritten - waiting;
  line.looks = waiting === 0 || taken !== line.taken ? 0 : line.looks + 1;
  line.taken = taken;
  const limitMs = socket.writableEnded ? LAST_UNREAD_MS : UNREAD_MS;
  return line.looks * LOOK_MS >= limitMs + waiting / UNREAD_PACE_BYTES;
}

/**
 * Ends a connection so that nobody takes it for an end in good order. Gemini CLI 0.61 does not know an error in a stream; it asks again
 * behind a reset, and gives up behind a connection that was only closed (tried 2026-11-26).
 */
export function cut(socket: Socket): void {
  // What is still on its way would be lost by it.
  if (socket.writableLength > 0 || !canReset(socket)) socket.destroySoon();
  else socket.resetAndDestroy();
}

/** TLS has nothing of the kind, and neither have lines inside of a machine. */
function canReset(socket: Socket): boolean {
  return !('encrypted' in socket) && socket.remoteAddress !== undefined;
}
