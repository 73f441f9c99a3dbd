import { pathToFileURL } from 'node:url';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JOURNAL_LIMITS } from './journal-limits.ts';
import { JournalWriter } from './journal-writer.ts';
import type { RequestEntry } from '../model/journal.ts';
import { StoreThread } from './thread.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'failsoft-thread-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ENTRY: RequestEntry = {
  id: 'one',
  atMs: 1,
  protocol: 'anthropic',
  route: 'r',
  model: 'm',
  client: '',
  workflow: '',
  streamed: false,
  outcome: 'answered',
  status: 200,
  mode: 'primary',
  servedBy: 'a/m',
  fault: null,
  tookMs: 1,
  firstContentMs: null,
  usage: null,
  lost: [],
  attempts: [],
  bodies: null,
};

/** A thread that stops dead at its first orders, and then works like the real one. */
function crashing(times: number): URL {
  const path = join(folder, 'crashing.mjs');
  const count = join(folder, 'count');
  writeFileSync(count, '0');
  writeFileSync(
    path,
    `import { readFileSync, writeFileSync } from 'node:fs';
     import { parentPort } from 'node:worker_threads';
     const crashes = Number(readFileSync(${JSON.stringify(count)}, 'utf8'));
     if (crashes < ${times}) {
       writeFileSync(${JSON.stringify(count)}, String(crashes + 1));
       parentPort.on('message', () => process.exit(7));
     } else {
       await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'worker.ts')).href)});
     }`,
  );
  return pathToFileURL(path);
}

describe('the thread of the store', () => {
  it('is started again after it crashed, and the entries that it held are written then', async () => {
    const thread = new StoreThread({ path: join(folder, 'journal.db'), pagesMax: null }, crashing(3));
    const said: string[] = [];
    const limits = { ...JOURNAL_LIMITS, flushMs: 10, retryMs: 10 };
    const writer = new JournalWriter(thread, {
      path: 'journal.db',
      limits,
      onTrouble: (text) => said.push(text),
      onReady: () => {},
    });
    writer.record(ENTRY);
    await expect.poll(() => writer.state().recorded).toBe(1);
    expect(writer.state()).toEqual({ recorded: 1, notRecorded: 0, trouble: '' });
    expect(said).toEqual([expect.stringContaining('the thread that writes it stopped (exit code 7)')]);
    await writer.close();
    await thread.stop(1_000);
  });

  it('is not started for ever when it crashes every time', async () => {
    const thread = new StoreThread({ path: join(folder, 'journal.db'), pagesMax: null }, crashing(1_000));
    const said: string[] = [];
    const limits = { ...JOURNAL_LIMITS, flushMs: 1, retryMs: 1, retryMsMax: 1 };
    const writer = new JournalWriter(thread, {
      path: 'journal.db',
      limits,
      onTrouble: (text) => said.push(text),
      onReady: () => {},
    });
    writer.record(ENTRY);
    await expect.poll(() => writer.isOver()).toBe(true);
    expect(writer.state()).toMatchObject({ recorded: 0, notRecorded: 1 });
    expect(said).toHaveLength(1);
    await thread.stop(1_000);
  });
});
