import { closeSync, openSync } from 'node:fs';
import { watchConfig } from '../../config/watch.ts';
import { renderDuration } from '../../config/quantities.ts';
import { talk } from '../print.ts';
import type { Setup } from '../setup/setup.ts';
import { listenForKeys, type KeyTable } from './keys.ts';
import type { Started } from './start.ts';

/** How long a second signal leaves for what has to be put in order, ms. */
const HASTE_MS = 1_000;

/**
 * Waits until a signal or a key ends the gateway. Then it takes no more requests, lets those under way end, and closes
 * everything; a second signal cuts that short. SIGHUP and a changed file read the configuration again. `ready` is called
 * when all of that works.
 */
export async function untilTold(
  { origin, config }: Setup,
  started: Started,
  { keys, ready }: { readonly keys: KeyTable; readonly ready: () => void },
): Promise<void> {
  const { promise, resolve: told } = Promise.withResolvers<void>();
  let asked = 0;
  const end = (): void => {
    asked += 1;
    if (asked === 1) told();
    else void hurry(started);
  };
  const hangUp = (): void => {
    if (isTerminalGone()) end();
    else started.gateway.reload();
  };
  const stopKeys = listenForKeys({ ...keys, q: { summary: 'quit', act: end } }, end);
  const watch = origin.kind === 'file' ? watchConfig(config.source, () => started.gateway.reload()) : null;
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // On Windows it says that the window was closed, and the process is ended whatever it does.
  if (process.platform !== 'win32') process.on('SIGHUP', hangUp);
  // Only now: whoever reads the address may send a signal at once.
  ready();
  await promise;
  watch?.close();
  const { drainMs } = started.gateway.live().config.limits;
  const tooLong = setTimeout(() => sayWaiting(drainMs), 500);
  await started.close(drainMs);
  clearTimeout(tooLong);
  stopKeys();
  talk.line('Stopped.');
}

function sayWaiting(drainMs: number): void {
  talk.line(`Waiting for requests under way, ${renderDuration(drainMs)} at most. Once more ends them at once.`);
}

async function hurry(started: Started): Promise<void> {
  talk.line('Ends at once: requests under way are cut off.');
  setTimeout(() => process.exit(0), HASTE_MS).unref();
  await started.cut();
  process.exit(0);
}

/** SIGHUP means "read your configuration", and also that the window in which the gateway ran was closed. */
function isTerminalGone(): boolean {
  if (!process.stdin.isTTY) return false;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return false;
  } catch {
    return true;
  }
}
