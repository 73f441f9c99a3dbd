import { readlink, rename, rm, symlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';
import { besides, codeOf, isAbsent } from './disk.ts';

/** How often a lock that another process has is tried again, ms. */
const AGAIN_MS = 50;

export type LockOptions = {
  /** For how long it is held at most, ms: then whoever has it has died, or stands still. */
  readonly forMs: number;
  /** How long to wait for it, ms. */
  readonly waitMs: number;
  readonly wallMs: () => number;
};

/**
 * Keeps other processes out of a piece of work. Null: another one is at it. It saves work and puts lines in order; nothing is broken when
 * two are at it all the same, because files are only ever replaced as a whole.
 */
export async function lockOf(
  path: string,
  { forMs, waitMs, wallMs }: LockOptions,
): Promise<(() => Promise<void>) | null> {
  const untilMs = performance.now() + waitMs;
  for (;;) {
    // A link is made with its content in one step, or not at all.
    const mine = `${process.pid}@${hostname()}:${Math.round(wallMs() + forMs)}`;
    try {
      await symlink(mine, path);
      return async () => {
        if ((await holderOf(path)) === mine) await rm(path, { force: true });
      };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = await holderOf(path);
    if (holder !== null && isLeft(holder, forMs, wallMs())) await takeAway(path, holder);
    else if (performance.now() >= untilMs) return null;
    else await sleep(AGAIN_MS);
  }
}

/** The same, for work that has to be done. Rejects with `busy` when another process does not come to its end. */
export async function locked<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const release = await lockOf(path, options);
  if (release === null) throw new Fault('busy', 'Another process is at the editions of this slot');
  try {
    return await work();
  } finally {
    await release();
  }
}

async function holderOf(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** Its time is over, or would be over absurdly late because a clock was set back, or whoever had it is dead. */
function isLeft(holder: string, forMs: number, nowMs: number): boolean {
  const [, pid = '', host = '', until = ''] = /^(\d+)@(.*):(\d+)$/.exec(holder) ?? [];
  const untilMs = Number(until);
  if (until === '' || untilMs < nowMs || untilMs > nowMs + 2 * forMs) return true;
  return host === hostname() && !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Another process may have done that since, and have it now: then it gets it back. */
async function takeAway(path: string, holder: string): Promise<void> {
  const beside = besides(path);
  try {
    await rename(path, beside);
  } catch (error) {
    if (isAbsent(error)) return;
    throw error;
  }
  const taken = await holderOf(beside);
  if (taken !== null && taken !== holder) await symlink(taken, path).catch(() => {});
  await rm(beside, { force: true });
}
