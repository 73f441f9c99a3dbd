import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../model/secret.ts';
import type { Source } from '../model/slot.ts';
import { realWorld } from '../world/real.ts';
import { hasChanged, readSource } from './sources.ts';

const world = realWorld();
const folder = mkdtempSync(join(tmpdir(), 'failsoft-sources-'));
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.end();
let origin = '';
const asked: IncomingMessage['headers'][] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as { readonly port: number }).port}`;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  server.closeAllConnections();
  server.close();
  await world.close();
});

const url = (path: string, isSecret = false): Source => ({
  kind: 'url',
  name: 'feed',
  url: new Secret(origin + path),
  isSecret,
});
const file = (name: string): Source => ({ kind: 'file', name, path: join(folder, name) });

describe('a source', () => {
  it('that is an address is not read again while it says that it has not changed', async () => {
    answer = (request, response) => {
      if (request.headers['if-none-match'] === '"1"') return void response.writeHead(304).end();
      response.writeHead(200, { etag: '"1"', 'last-modified': 'Thu, 26 Nov 2026 05:00:00 GMT' }).end('One');
    };
    const { text, address, mark } = await readSource(url('/a'), world);
    expect([text, address, mark.etag]).toEqual(['One', `${origin}/a`, '"1"']);
    expect(await hasChanged(url('/a'), mark, world)).toBe(false);
    expect(asked.at(-1)).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': 'Thu, 26 Nov 2026 05:00:00 GMT',
    });
    answer = (_, response) => void response.writeHead(200, { etag: '"2"' }).end('Two');
    expect(await hasChanged(url('/a'), mark, world)).toBe(true);
    // The same under a new mark is the same.
    answer = (_, response) => void response.writeHead(200, { etag: '"3"' }).end('One');
    expect(await hasChanged(url('/a'), mark, world)).toBe(false);
    answer = (_, response) => void response.writeHead(503).end();
    expect(await hasChanged(url('/a'), mark, world)).toBe(false);
  });

  it('that is a file is told by what is in it', async () => {
    writeFileSync(join(folder, 'a.md'), 'One');
    const { text, mark, address } = await readSource(file('a.md'), world);
    expect([text, address]).toEqual(['One', '']);
    writeFileSync(join(folder, 'a.md'), 'One');
    expect(await hasChanged(file('a.md'), mark, world)).toBe(false);
    writeFileSync(join(folder, 'a.md'), 'Two');
    expect(await hasChanged(file('a.md'), mark, world)).toBe(true);
    rmSync(join(folder, 'a.md'));
    expect(await hasChanged(file('a.md'), mark, world)).toBe(false);
  });

  it.each<readonly [string, () => Source, string]>([
    ['a file that is not there', () => file('none.md'), 'The source none.md cannot be read (ENOENT)'],
    ['a folder', () => ({ kind: 'file', name: 'x', path: folder }), 'The source x is no file'],
    [
      'a pipe that nobody writes into',
      () => {
        spawnSync('mkfifo', [join(folder, 'pipe')]);
        return file('pipe');
      },
      'The source pipe is no file',
    ],
    [
      'a file that is too large',
      () => {
        writeFileSync(join(folder, 'large'), 'x'.repeat(4 * 1024 * 1024 + 1));
        return file('large');
      },
      'The source large is larger than 4 MB',
    ],
    [
      'an address that leads elsewhere',
      () => {
        answer = (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/x' }).end();
        return url('/b');
      },
      'The source feed cannot be read: it points elsewhere (302 to 169.254.169.254)',
    ],
    [
      'an address that does not end',
      () => {
        answer = (_, response) => {
          response.writeHead(200);
          const more = (): void => void (response.writable && response.write('x'.repeat(65_536), more));
          more();
        };
        return url('/c');
      },
      'The source feed cannot be read: it is longer than 4 MB',
    ],
  ])('that is %s is refused in a sentence', async (_, source, message) => {
    await expect(readSource(source(), world)).rejects.toThrow(message);
  });

  it('whose address is secret shows nothing of it', async () => {
    answer = (_, response) => void response.writeHead(404).end();
    const secret = url('/d?token=never-to-be-seen', true);
    const error = await readSource(secret, world).catch((caught: unknown) => caught);
    expect(String(error)).toContain('The source feed cannot be read: it answers with 404');
    expect(String(error)).not.toContain('never-to-be-seen');
    answer = (_, response) => void response.end('One');
    expect((await readSource(secret, world)).address).toBe('');
  });
});
