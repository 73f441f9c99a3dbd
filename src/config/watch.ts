import { createHash } from 'node:crypto';
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';

export type WatchTimes = {
  /** How long after the first sign of a change the file is read: editors write in several steps. */
  readonly settleMs: number;
  /** How often the content is compared although there was no sign. */
  readonly compareMs: number;
};

export const WATCH_TIMES: WatchTimes = { settleMs: 200, compareMs: 5_000 };

/**
 * Tells when the content of a file has become another. The folder is watched, because replacing a file ends the watch of
 * the file itself, and the content is compared now and then, because mounted files (Docker, Kubernetes) give no sign at
 * all. A file that is gone is no change: it usually comes back.
 */
export function watchConfig(
  file: string,
  onChange: () => void,
  times: WatchTimes = WATCH_TIMES,
): { readonly close: () => void } {
  let last = fingerprint(file);
  let settling: NodeJS.Timeout | null = null;
  const compare = (): void => {
    settling = null;
    const now = fingerprint(file);
    if (now === null || now === last) return;
    last = now;
    onChange();
  };
  const sign = (): void => {
    settling ??= setTimeout(compare, times.settleMs).unref();
  };
  const watcher = watchFolder(dirname(file), sign);
  const regularly = setInterval(compare, times.compareMs).unref();
  return {
    close: () => {
      watcher?.close();
      clearInterval(regularly);
      if (settling !== null) clearTimeout(settling);
    },
  };
}

function watchFolder(folder: string, sign: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: false }, sign);
    // The folder may go away, or the system may run out of watches; the comparison goes on.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}

function fingerprint(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return null;
  }
}
