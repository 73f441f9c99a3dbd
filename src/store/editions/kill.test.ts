import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sha256Hex } from '../../world/hashes.ts';
import type { Edition } from '../../model/edition.ts';
import { openEditions } from './edition-store.ts';

const SWAPPER = fileURLToPath(new URL('testing/swapper.ts', import.meta.url));
const KILLS = 100;

/** What a web server would send, which knows nothing of us. */
function served(folder: string): { readonly edition: Edition; readonly body: string } {
  const current = join(folder, 'public', 'daily', 'current');
  const edition = JSON.parse(readFileSync(join(current, 'edition.json'), 'utf8')) as Edition;
  return { edition, body: readFileSync(join(current, edition.file), 'utf8') };
}

it(`is old or new, and never half, although whoever swaps editions is killed ${KILLS} times`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-kill-'));
  const store = openEditions(folder, Date.now);
  let swaps = 0;
  try {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = spawn(process.execPath, [SWAPPER, folder, String(kill * 1_000)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      child.stdout.on('data', (dots: Buffer) => (swaps += dots.length));
      await once(child.stdout, 'data');
      await sleep(Math.random() * 40);
      child.kill('SIGKILL');
      await once(child, 'close');
      const { edition, body } = served(folder);
      expect(sha256Hex(body)).toBe(edition.sha256);
      expect(await store.currentId('daily')).toBe(edition.id);
      // Whoever reads by our own way sees the same.
      expect((await store.read('daily', edition.id))?.body).toBe(body);
      for (const one of await store.published('daily')) expect(await store.read('daily', one.id)).not.toBeNull();
    }
    // Every edition that was current was written down as that before.
    const moved = new Set((await store.moves('daily')).map(({ to }) => to));
    expect(moved.has(await store.currentId('daily'))).toBe(true);
    expect(swaps).toBeGreaterThan(KILLS);
    // What they have left behind is little, and in nobody's way.
    expect((await store.published('daily')).length).toBeLessThanOrEqual(KILLS + 3);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
