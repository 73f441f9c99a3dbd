import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scan } from '../scan.ts';
import { knowledge, tree } from '../testing/tree.ts';

const CALL =
  "import OpenAI from 'openai';\nexport const ask = (input) => new OpenAI().responses.create({ model: 'gpt-5', input });\n";
const roots: (() => void)[] = [];

afterEach(() => {
  for (const remove of roots.splice(0)) remove();
});

describe('what was read before', () => {
  it('is not read again, and says the same; what has changed is', async () => {
    const { root, remove } = tree({ 'a.ts': CALL, 'use.ts': "import { ask } from './a';\nawait ask('x');\n" });
    const cacheFolder = mkdtempSync(join(tmpdir(), 'failsoft-audit-cache-'));
    roots.push(remove, () => rmSync(cacheFolder, { recursive: true }));
    const look = async (): ReturnType<typeof scan> => scan({ root, knowledge, cacheFolder, onProgress: () => {} });
    const first = await look();
    expect(await look()).toEqual(first);
    writeFileSync(join(root, 'a.ts'), `\n${CALL}`);
    const moved = await look();
    expect(moved.sites.map(({ line }) => line)).toEqual(first.sites.map(({ line }) => line + 1));
    expect(moved.sites.map(({ id }) => id)).toEqual(first.sites.map(({ id }) => id));
    const [name = ''] = readdirSync(cacheFolder);
    writeFileSync(join(cacheFolder, name), readFileSync(join(cacheFolder, name)).subarray(0, 300));
    expect(await look()).toEqual(moved);
    const kept = readFileSync(join(cacheFolder, name));
    const said = kept.indexOf('[[');
    writeFileSync(join(cacheFolder, name), kept.fill('x', said, said + 20));
    expect(await look()).toEqual(moved);
    expect(readdirSync(cacheFolder)).toEqual([name]);
  });
});
