import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_BUILDS } from '../../model/edition.ts';
import { type EditionStore, openEditions } from './edition-store.ts';
import { printed } from './testing/editions.ts';

let folder = '';
let store: EditionStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'failsoft-editions-'));
  store = openEditions(folder, Date.now);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const BY = { by: 'ada', why: 'because' } as const;

async function publish(body: string, { keep = 9, slot = 'daily' } = {}): Promise<string> {
  const one = printed(slot, body);
  await store.stage(one);
  await store.publish(slot, one.edition.id, { ...BY, kind: 'published', keep });
  return one.edition.id;
}

describe('the editions of a slot', () => {
  it('lie where any web server can serve the current one, content and what is known of it together', async () => {
    const id = await publish('# One');
    const current = join(folder, 'public', 'daily', 'current');
    expect(readdirSync(current).toSorted()).toEqual(['content.md', 'edition.json']);
    expect(readFileSync(join(current, 'content.md'), 'utf8')).toBe('# One');
    expect(JSON.parse(readFileSync(join(current, 'edition.json'), 'utf8'))).toMatchObject({ id, slot: 'daily' });
  });

  it('show nothing of what nobody has published', async () => {
    const one = printed('daily', 'held back');
    await store.stage(one);
    expect(existsSync(join(folder, 'public', 'daily'))).toBe(false);
    expect((await store.staged('daily')).map(({ id }) => id)).toEqual([one.edition.id]);
    expect(await store.currentId('daily')).toBeNull();
  });

  it('are kept as many as the operator wants, the current one always', async () => {
    const ids: string[] = [];
    for (const body of ['1', '2', '3', '4']) ids.push(await publish(body, { keep: 2 }));
    expect((await store.published('daily')).map(({ id }) => id)).toEqual(ids.slice(2));
    await store.rollBack('daily', null, BY);
    await publish('5', { keep: 1 });
    expect((await store.published('daily')).length).toBe(1);
  });

  it('go back one by one, or to the one that is named', async () => {
    const ids = [await publish('1'), await publish('2'), await publish('3')];
    expect(await store.rollBack('daily', null, BY)).toBe(ids[1]);
    expect(await store.currentId('daily')).toBe(ids[1]);
    expect(await store.rollBack('daily', null, BY)).toBe(ids[0]);
    await expect(store.rollBack('daily', null, BY)).rejects.toThrow('There is no edition before the current one');
    expect(await store.rollBack('daily', ids[2]?.slice(0, 8) ?? '', BY)).toBe(ids[2]);
    await expect(store.rollBack('daily', 'abc', BY)).rejects.toThrow('No published edition of this slot is called abc');
    expect((await store.moves('daily')).map(({ kind, by, why, from, to }) => [kind, by, why, from, to])).toEqual([
      ['published', 'ada', 'because', null, ids[0]],
      ['published', 'ada', 'because', ids[0], ids[1]],
      ['published', 'ada', 'because', ids[1], ids[2]],
      ['rolled-back', 'ada', 'because', ids[2], ids[1]],
      ['rolled-back', 'ada', 'because', ids[1], ids[0]],
      ['rolled-back', 'ada', 'because', ids[0], ids[2]],
    ]);
  });

  it('take a move back that was written down and never made, and pass over a line that broke off', async () => {
    const id = await publish('1');
    const moves = join(folder, 'work', 'daily', 'moves.ndjson');
    const lost = { kind: 'published', atMs: 1, by: 'x', why: '', from: id, to: 'abc' };
    writeFileSync(moves, `${readFileSync(moves, 'utf8')}\n${JSON.stringify(lost)}\n{"kind":"publ`);
    const next = await publish('2');
    expect((await store.moves('daily')).map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['published', null, id],
      ['published', id, 'abc'],
      ['undone', id, null],
      ['published', id, next],
    ]);
    expect((await store.published('daily')).map((one) => one.id)).toEqual([id, next]);
  });

  it('are not taken for what they are not when somebody has changed them', async () => {
    const id = await publish('right');
    writeFileSync(join(folder, 'public', 'daily', 'editions', id, 'content.md'), 'wrong');
    await expect(store.read('daily', id)).rejects.toThrow(`The edition ${id} is damaged`);
    const next = await publish('next');
    await expect(store.rollBack('daily', null, BY)).rejects.toThrow('is damaged');
    expect(await store.currentId('daily')).toBe(next);
  });

  it('are built by one process at a time, and by the next one when that has died', async () => {
    let inside = 0;
    const other = openEditions(folder, Date.now);
    const both = await Promise.all(
      [store, other].map(async (one) =>
        one.alone('daily', 60_000, async () => {
          inside += 1;
          await new Promise((resolve) => setTimeout(resolve, 100));
          return inside;
        }),
      ),
    );
    expect(both.filter((one) => one !== null)).toEqual([1]);
    mkdirSync(join(folder, 'work', 'daily'), { recursive: true });
    // Nobody has this number, or its time is over, or a clock was set back behind it.
    for (const holder of ['99999999@elsewhere:1', `99999999@elsewhere:${Date.now() + 1e9}`, 'what is this']) {
      symlinkSync(holder, join(folder, 'work', 'daily', 'build.lock'));
      expect(await store.alone('daily', 60_000, async () => 'done')).toBe('done');
    }
  });

  it('are moved by several processes at once, line by line', async () => {
    const stores = [1, 2, 3, 4].map(() => openEditions(folder, Date.now));
    await Promise.all(
      stores.map(async (one, index) => {
        const edition = printed('daily', `by ${index}`);
        await one.stage(edition);
        await one.publish('daily', edition.edition.id, { ...BY, kind: 'published', keep: 9 });
      }),
    );
    const moves = await store.moves('daily');
    expect(moves.map(({ kind }) => kind)).toEqual(['published', 'published', 'published', 'published']);
    for (const [at, { from }] of moves.entries()) expect(from).toBe(moves[at - 1]?.to ?? null);
    expect(moves.at(-1)?.to).toBe(await store.currentId('daily'));
  });

  it('remember how builds went, and begin anew where that cannot be read', async () => {
    const builds = { ...NO_BUILDS, failures: 3 };
    await store.remember('daily', builds);
    expect(await store.builds('daily')).toEqual(builds);
    writeFileSync(join(folder, 'work', 'daily', 'builds.json'), '{"failures":');
    expect(await store.builds('daily')).toEqual(NO_BUILDS);
  });

  it('say what is wrong with a folder', async () => {
    mkdirSync(join(folder, 'public'));
    symlinkSync('daily', join(folder, 'public', 'daily'));
    await expect(store.currentId('daily')).rejects.toThrow(
      `The editions of daily in ${folder} cannot be read: its links lead in a circle`,
    );
    writeFileSync(join(folder, 'work'), 'a file');
    await expect(store.stage(printed('other', 'x'))).rejects.toThrow('cannot be written: ');
  });
});

const FILLER = fileURLToPath(new URL('testing/filler.ts', import.meta.url));
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
if (!canMount) console.warn('Skipped: a full disk needs `unshare -rm` and the right to mount in it.');

it.skipIf(!canMount)('keeps the last good edition when the disk is full, and says so', () => {
  const script = 'mount -t tmpfs -o size=128k none "$1" && exec "$2" "$3" "$1"';
  const done = spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', folder, process.execPath, FILLER]);
  const told = JSON.parse(done.stdout.toString()) as { readonly why: string };
  expect(told).toEqual({
    body: 'small',
    staged: 0,
    why: expect.stringMatching(/cannot be written: the disk is full$/),
  });
});
