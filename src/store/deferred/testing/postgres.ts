import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type TestServer = {
  readonly url: string;
  /** It is gone at once, and what was acknowledged is there when it is back. */
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** The folder of PostgreSQL's own programs; null where it is not installed. */
export function postgresFolder(): string | null {
  const found = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  return [found.stdout?.trim() ?? '', ...versions].find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** A server of its own on loopback, without a password and in a folder that goes with it. It does not run as root. */
export async function startPostgres(folder: string): Promise<TestServer> {
  const home = mkdtempSync(join(tmpdir(), 'failsoft-postgres-'));
  const data = join(home, 'data');
  const isRoot = process.getuid?.() === 0;
  if (isRoot) spawnSync('chown', ['nobody', home]);
  else chmodSync(home, 0o700);
  const as = async (name: string, words: readonly string[]): Promise<unknown> => {
    const command = [join(folder, name), ...words];
    return isRoot
      ? run('setpriv', ['--reuid=nobody', '--clear-groups', ...command], { cwd: home })
      : run(command[0] ?? '', command.slice(1), { cwd: home });
  };
  await as('initdb', ['-D', data, '-U', 'test', '-A', 'trust', '--no-sync']);
  const port = await freePort();
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  let isUp = false;
  const begin = async (): Promise<void> => {
    await as('pg_ctl', ['-D', data, '-w', '-l', join(home, 'log'), '-o', options, 'start']);
    isUp = true;
  };
  const end = async (): Promise<void> => {
    if (isUp) await as('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop']);
    isUp = false;
  };
  await begin();
  return {
    url: `postgres://test@127.0.0.1:${port}/postgres`,
    pause: end,
    resume: begin,
    stop: async () => {
      await end();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
  });
  return promise;
}
