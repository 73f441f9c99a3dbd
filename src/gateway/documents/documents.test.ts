import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Documents, openDocuments } from './documents.ts';
import { fileNameOf } from './names.ts';
import { parseUpdates, renderUpdates } from './updates.ts';

const ID = 'a-document-of-ours';
let folder = '';
let nowMs = 0;
let documents: Documents;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'failsoft-documents-'));
  nowMs = 1_795_000_000_000;
  documents = openDocuments(folder, () => nowMs);
});
afterEach(() => {
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

const bytes = (text: string): Uint8Array => Buffer.from(text);
const write = async (markdown: string, through = 0, id = ID): ReturnType<Documents['save']> =>
  documents.save(id, { markdown, state: bytes(`state of ${markdown}`), through });
const onDisk = (path: string): string => readFileSync(join(folder, path), 'utf8');
const titles = async (): Promise<readonly string[]> => (await documents.list()).documents.map(({ title }) => title);

describe('a document', () => {
  it('is a file of Markdown that a person can see, under its title', async () => {
    await documents.put(ID, 'A letter: to Anna/Eva', 'Letters');
    expect(await write('Dear Anna')).toMatchObject({ kind: 'saved', path: 'Letters/A letter to Anna Eva.md' });
    expect(onDisk('Letters/A letter to Anna Eva.md')).toBe('Dear Anna');
    const { documents: all, folders } = await documents.list();
    expect(all).toMatchObject([{ id: ID, title: 'A letter: to Anna/Eva', folder: 'Letters', bytes: 9 }]);
    expect(folders).toEqual(['Letters']);
  });

  it('goes on for another writer from its state and the changes behind it', async () => {
    await documents.put(ID, 'Notes', '');
    expect(await documents.update(ID, bytes('1'))).toBe(1);
    expect(await documents.update(ID, bytes('2'))).toBe(2);
    await write('one', 1);
    const again = openDocuments(folder, () => nowMs);
    const opened = await again.open(ID);
    expect(opened).toMatchObject({ through: 1, outside: null, updates: [{ number: 2 }] });
    expect(Buffer.from(opened.state ?? []).toString()).toBe('state of one');
    expect(await again.update(ID, bytes('3'))).toBe(3);
    expect(await again.save(ID, { markdown: 'three', state: bytes('s'), through: 3 })).toMatchObject({ kind: 'saved' });
    expect(await again.save(ID, { markdown: 'old', state: bytes('s'), through: 2 })).toEqual({ kind: 'stale' });
    expect(onDisk('Notes.md')).toBe('three');
    expect(await again.update(ID, bytes('4'))).toBe(4);
  });

  it('keeps its words when it is called otherwise, and takes no name that is taken', async () => {
    await documents.put(ID, 'Notes', '');
    await documents.put('another-document', 'Notes', '');
    await write('first');
    expect(readdirSync(folder).filter((name) => name.endsWith('.md'))).toEqual(['Notes 2.md', 'Notes.md']);
    expect(await documents.put(ID, 'notes', 'Old')).toMatchObject({ path: 'Old/notes.md', title: 'notes' });
    expect(onDisk('Old/notes.md')).toBe('first');
    expect(existsSync(join(folder, 'Notes.md'))).toBe(false);
  });

  it('goes to the trash, comes back, and is gone for good only from there', async () => {
    await documents.put(ID, 'Notes', '');
    await write('words');
    await expect(documents.remove(ID)).rejects.toMatchObject({ kind: 'bad-request' });
    await documents.trash(ID);
    expect(existsSync(join(folder, 'Notes.md'))).toBe(false);
    expect((await documents.list()).documents).toMatchObject([{ id: ID, trashedAtMs: nowMs }]);
    await documents.put('another-document', 'Notes', '');
    expect(await documents.restore(ID)).toMatchObject({ path: 'Notes 2.md', trashedAtMs: null });
    expect(onDisk('Notes 2.md')).toBe('words');
    await documents.trash(ID);
    await documents.remove(ID);
    expect(await titles()).toEqual(['Notes']);
    await expect(documents.open(ID)).rejects.toMatchObject({ kind: 'no-such-path' });
  });

  it('that somebody else has put there or changed is read, and what they wrote is never lost', async () => {
    writeFileSync(join(folder, 'theirs.md'), 'from an editor');
    const [stranger] = (await documents.list()).documents;
    const id = stranger?.id ?? '';
    expect(await documents.open(id)).toMatchObject({ state: null, outside: 'from an editor' });
    await write('taken over', 0, id);
    expect((await documents.versions(id)).map(({ reason }) => reason)).toEqual(['outside']);
    expect((await documents.open(id)).outside).toBeNull();
    writeFileSync(join(folder, 'theirs.md'), 'changed outside');
    expect(await documents.open(id)).toMatchObject({ outside: 'changed outside' });
    expect(await write('changed here', 0, id)).toMatchObject({ keptOutside: true });
    const [version] = await documents.versions(id);
    expect(await documents.version(id, version?.id ?? 0)).toMatchObject({ markdown: 'changed outside' });
  });

  it('is known again when a person moves its file', async () => {
    await documents.put(ID, 'Notes', '');
    await write('words of its own');
    mkdirSync(join(folder, 'Moved'));
    renameSync(join(folder, 'Notes.md'), join(folder, 'Moved/Other name.md'));
    expect((await documents.list()).documents).toMatchObject([{ id: ID, title: 'Other name', folder: 'Moved' }]);
  });

  it('is found by its words', async () => {
    await documents.put(ID, 'Harvest', '');
    await write(`${'Long before. '.repeat(30)}The apples were red.`);
    expect(await documents.search('RED apples')).toMatchObject([
      { id: ID, excerpt: expect.stringContaining('apples') },
    ]);
    expect(await documents.search('green apples')).toEqual([]);
    expect(await documents.search(' ')).toEqual([]);
  });

  it('has versions in order whatever the clock does, and the oldest go first', async () => {
    await documents.put(ID, 'Notes', '');
    const keep = async (reason: 'work' | 'ai'): Promise<number> =>
      (await documents.keep(ID, { reason, note: '', words: 1, markdown: reason, state: null })).id;
    const first = await keep('ai');
    nowMs -= 3_600_000;
    expect(await keep('work')).toBe(first + 1);
    for (let count = 0; count < 105; count += 1) await keep('work');
    const all = await documents.versions(ID);
    expect(all).toHaveLength(100);
    expect(all.at(-1)).toMatchObject({ id: first, reason: 'ai' });
  });
});

describe('the folder', () => {
  it.each(['../out', 'a/../../b', '/etc', '.hidden', 'a//../..', String.raw`a\..\b`, 'a\0b', 'con', 'a.'])(
    'is never left: %j',
    async (below) => {
      const said = await documents.put(ID, 'x', below).then(({ path }) => path, String);
      expect(said).toMatch(/^Fault\(bad-request\)|^etc\/x\.md$/);
      expect(existsSync(join(folder, '..', 'out'))).toBe(false);
    },
  );

  it.each(['../../etc/passwd', '..', '.', '', '/', 'CON', 'a'.repeat(400), '💥'.repeat(150), 'x\u0000y', '...md'])(
    'gets no file with a name that is more than a name: %j',
    (title) => {
      const name = fileNameOf(title);
      // eslint-disable-next-line no-control-regex -- Those are meant.
      expect(name).toMatch(/^[^./\\\u0000-\u001F][^/\\\u0000-\u001F]*$/);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
      expect(fileNameOf(name)).toBe(name);
    },
  );

  it('is not left over a link either', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'failsoft-elsewhere-'));
    symlinkSync(elsewhere, join(folder, 'Link'));
    writeFileSync(join(elsewhere, 'secret.md'), 'not ours');
    await expect(documents.put(ID, 'x', 'Link')).rejects.toMatchObject({ kind: 'bad-request' });
    expect(readdirSync(elsewhere)).toEqual(['secret.md']);
    expect(await titles()).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  it('that cannot be written is told so, and nothing breaks', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const refused = openDocuments(join(file, 'below'), () => nowMs);
    expect(await refused.list()).toMatchObject({
      documents: [],
      unwritable: expect.stringContaining('cannot be written'),
    });
    await expect(refused.put(ID, 'x', '')).rejects.toMatchObject({
      message: expect.stringContaining('cannot be written: a part of its path is a file'),
    });
    const fine = openDocuments(join(folder, 'not', 'yet'), () => nowMs);
    expect(await fine.list()).toMatchObject({ unwritable: null });
    expect(existsSync(join(folder, 'not'))).toBe(false);
  });
});

describe('what is left of a change', () => {
  const told = async (): Promise<readonly string[]> =>
    (await documents.open(ID)).updates.map((update) => Buffer.from(update.bytes).toString());

  it('that was written half is nothing, and hides nothing', async () => {
    const whole = renderUpdates([
      { number: 1, bytes: bytes('one') },
      { number: 2, bytes: bytes('two') },
    ]);
    for (let cut = 0; cut < whole.length; cut += 1)
      expect(parseUpdates(whole.subarray(0, cut)).map(({ number }) => number)).toEqual(cut < 11 ? [] : [1]);
    await documents.put(ID, 'x', '');
    writeFileSync(join(folder, `.failsoft/documents/${ID}.updates`), whole.subarray(0, -1));
    expect(await documents.update(ID, bytes('new'))).toBe(2);
    expect(await told()).toEqual(['one', 'new']);
  });

  it('hides nothing where it was the first of its file', async () => {
    const whole = renderUpdates([{ number: 1, bytes: bytes('one') }]);
    await documents.put(ID, 'x', '');
    writeFileSync(join(folder, `.failsoft/documents/${ID}.updates`), whole.subarray(0, -1));
    expect(await documents.update(ID, bytes('new'))).toBe(1);
    expect(await told()).toEqual(['new']);
  });

  it('hides nothing where the disk was full in the middle of it', async () => {
    await documents.put(ID, 'x', '');
    expect(await documents.update(ID, bytes('one'))).toBe(1);
    const file = join(folder, `.failsoft/documents/${ID}.updates`);
    const before = readFileSync(file);
    // A folder where the file should be refuses every write.
    rmSync(file);
    mkdirSync(file);
    await expect(documents.update(ID, bytes('two'))).rejects.toThrow('cannot be written');
    rmSync(file, { recursive: true });
    writeFileSync(file, Buffer.concat([before, renderUpdates([{ number: 2, bytes: bytes('two') }]).subarray(0, 9)]));
    expect(await documents.update(ID, bytes('three'))).toBe(2);
    expect(await told()).toEqual(['one', 'three']);
  });
});

describe('a file of another program', () => {
  const TEXT = 'Zoë paid 20 € in Málaga.\n';
  it.each([
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['UTF-16 in the other order', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16()],
    ['Windows-1252', Buffer.from(TEXT.replace('€', '\u0080'), 'latin1')],
  ])('keeps its letters, which are found and are in a version of it: %s', async (_, file) => {
    writeFileSync(join(folder, 'Note.md'), file);
    const { documents: listed } = await documents.list();
    const id = listed[0]?.id ?? '';
    expect((await documents.open(id)).outside).toBe(TEXT);
    expect(await documents.search('málaga')).toMatchObject([{ id }]);
    expect(await documents.save(id, { markdown: `${TEXT}More.\n`, state: bytes('s'), through: 0 })).toMatchObject({
      kind: 'saved',
      keptOutside: true,
    });
    expect(onDisk('Note.md')).toBe(`${TEXT}More.\n`);
    const [version] = await documents.versions(id);
    expect((await documents.version(id, version?.id ?? 0)).markdown).toBe(TEXT);
  });

  it('is ours where only a mark was put before our words', async () => {
    await documents.put(ID, 'Letter', '');
    await documents.save(ID, { markdown: TEXT, state: bytes('s'), through: 0 });
    writeFileSync(join(folder, 'Letter.md'), `\uFEFF${TEXT}`);
    expect((await documents.open(ID)).outside).toBeNull();
  });
});

describe('a gateway that is killed while it saves', () => {
  it('leaves the file whole, old or new, whenever that is', async () => {
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/saves.ts'), folder, ID]);
      await new Promise((resolve, reject) => {
        child.stdout.once('data', resolve);
        child.once('exit', () => reject(new Error('It ended by itself')));
      });
      await new Promise((resolve) => setTimeout(resolve, 20 + 37 * round));
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
      const text = onDisk('Letter.md');
      expect(text).toHaveLength(1_000_000);
      expect(text.replaceAll(text.charAt(0), '')).toBe('');
      const opened = await openDocuments(folder, () => nowMs).open(ID);
      // What stands there is not mistaken for somebody else's, which would be taken in a second time.
      expect(opened.outside).toBeNull();
      // The state is that of the text, or already that of the next one.
      const ahead = (Buffer.from(opened.state ?? [])[0] ?? 0) - text.charCodeAt(0);
      expect([0, 1, -25]).toContain(ahead);
      expect((await openDocuments(folder, () => nowMs).list()).documents.map(({ title }) => title)).toEqual(['Letter']);
    }
  });
});
