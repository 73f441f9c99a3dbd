import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildWriter } from '../scripts/build-writer.ts';

const ROOT = join(import.meta.dirname, '../dist/writer');
/** What a browser fetches before the page is there, compressed, bytes. */
const FIRST_BYTES_MAX = 270_000;

const read = (name: string): Buffer => readFileSync(join(ROOT, name));

describe('the page of the writer', () => {
  beforeAll(buildWriter, 120_000);

  it('is there after no more than it has to fetch first', () => {
    const html = read('index.html').toString();
    const first = new Set([...html.matchAll(/(?:src|href)="\/writer\/(assets\/[^"]+)"/g)].map(([, name = '']) => name));
    expect(first.size).toBeGreaterThan(3);
    const bytes = [html, ...[...first].map(read)].reduce((sum, file) => sum + gzipSync(file).length, 0);
    expect(bytes).toBeLessThanOrEqual(FIRST_BYTES_MAX);
  });

  it('is kept for later as a whole, but for what people have to ask for', () => {
    const worker = read('service-worker.js').toString();
    for (const name of readdirSync(join(ROOT, 'assets')))
      expect([name, worker.includes(`"assets/${name}"`)]).toEqual([name, !/grammar|harper/.test(name)]);
  });

  it('names what it is made of, and fetches nothing from anywhere else', () => {
    const licenses = read('licenses.txt').toString();
    for (const name of ['@tiptap/core', 'yjs', 'react', 'docx', 'mammoth', 'mdast-util-gfm'])
      expect(licenses).toContain(name);
    expect(read('index.html').toString()).not.toMatch(/(?:src|href)="(?!\/writer\/)/);
  });
});
