import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../../config/config.ts';
import { DIRECT } from '../../world/real.ts';
import { reach } from './reach.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) {
  const sentence = 'Certificates that the doctor meets are not tested: it takes openssl (apt-get install openssl).';
  if (process.env['FAILSOFT_TEST_ALL'] === '1') throw new Error(sentence);
  process.stderr.write(`${sentence}\n`);
}

async function outcome(url: string, network: NetworkConfig = DIRECT): Promise<unknown> {
  const found = await reach(url, network);
  return found.kind === 'failed' ? found.outcome : found;
}

describe.skipIf(!hasOpenssl)('a connection to a provider', () => {
  let folder = '';
  let cert = '';
  let server: Server;
  let port = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'failsoft-tls-'));
    const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
    const name = ['-subj', '/O=Example Inspection/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    spawnSync('openssl', ['req', '-x509', '-newkey', 'ed25519', '-nodes', '-days', '2', ...files, ...name]);
    cert = readFileSync(join(folder, 'cert.pem'), 'utf8');
    server = createServer({ cert, key: readFileSync(join(folder, 'key.pem')) }, (socket) =>
      socket.on('error', () => {}),
    );
    server.listen(0);
    await once(server, 'listening');
    port = portOf(server);
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('with a certificate that is not trusted names who issued it, so that a company’s proxy is recognised', async () => {
    expect(await outcome(`https://localhost:${port}/v1`)).toMatchObject({
      verdict: 'tls_intercepted',
      detail: expect.stringContaining('issued by Example Inspection'),
      fix: expect.stringContaining('network.extraCa'),
    });
  });

  it('is fine when that certificate is trusted by the configuration', async () => {
    const trusting = { ...DIRECT, extraCa: [cert] };
    expect(await outcome(`https://localhost:${port}/v1`, trusting)).toEqual({
      kind: 'reached',
      issuer: 'Example Inspection',
    });
  });

  it('with a certificate for another name is an address that is wrong', async () => {
    const trusting = { ...DIRECT, extraCa: [cert] };
    expect(await outcome(`https://127.0.0.1:${port}/v1`, trusting)).toMatchObject({ verdict: 'wrong_base_url' });
  });

  it('to something that does not speak TLS is none', async () => {
    const plain = createPlain((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    plain.listen(0);
    await once(plain, 'listening');
    expect(await outcome(`https://localhost:${portOf(plain)}`)).toMatchObject({ verdict: 'unreachable' });
    plain.close();
  });
});

describe('a connection to a provider that is not there', () => {
  it.each([
    ['a port at which nobody listens', 'http://127.0.0.1:9/v1'],
    ['a host that does not exist', 'https://nowhere.invalid/v1'],
  ])('is told apart: %s', async (_, url) => {
    const found = await reach(url, DIRECT);
    expect(found).toMatchObject({ kind: 'failed', outcome: { verdict: 'unreachable' } });
  });

  it('is left to the next level when a proxy is in between, but not on this machine', async () => {
    const proxied = { ...DIRECT, httpsProxy: 'http://127.0.0.1:9', httpProxy: 'http://127.0.0.1:9' };
    expect(await reach('https://nowhere.invalid/v1', proxied)).toEqual({ kind: 'proxy' });
    expect(await reach('http://127.0.0.1:9/v1', proxied)).toMatchObject({ kind: 'failed' });
  });
});

function portOf(server: Server | ReturnType<typeof createPlain>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
