import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MADE_OF = ['apps/writer', 'scripts/build-writer.ts', 'src/client', 'src/react', 'package-lock.json'];
/** What the page in `dist` was made of. */
const STAMP = join(ROOT, 'dist/writer/.made-of');

/** Who builds has made this folder; tests are several processes. */
const LOCK = join(tmpdir(), `failsoft-writer-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}`);
/** Longer than any build: whoever has the lock has been killed, ms. */
const LOCK_MS_MAX = 180_000;
const LOOK_MS = 200;

/** Makes the writer's page in `dist/writer`, unless it was made of the very same files already. */
export async function buildWriter(): Promise<void> {
  const madeOf = digestOf(MADE_OF.flatMap((path) => filesBelow(join(ROOT, path))));
  const isThere = (): boolean => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === madeOf;
  while (!isThere()) {
    if (!takeLock()) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      continue;
    }
    try {
      if (!isThere()) await build(madeOf);
    } finally {
      rmSync(LOCK, { recursive: true, force: true });
    }
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    const made = statSync(LOCK, { throwIfNoEntry: false });
    if (made !== undefined && Date.now() - made.mtimeMs > LOCK_MS_MAX) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}

async function build(madeOf: string): Promise<void> {
  const vite = fileURLToPath(import.meta.resolve('vite/package.json')).replace('package.json', 'bin/vite.js');
  // In a process of its own: tests set NODE_ENV, and would get another page than everybody else.
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [vite, 'build', 'apps/writer', '--logLevel', 'error'], {
    cwd: ROOT,
    env,
  });
  writeFileSync(STAMP, madeOf);
}

function filesBelow(path: string): readonly string[] {
  const found = readdirSync(dirname(path), { withFileTypes: true }).find(
    ({ name }) => join(dirname(path), name) === path,
  );
  if (found?.isDirectory() !== true) return [path];
  const names = readdirSync(path, { recursive: true, withFileTypes: true });
  return names.flatMap((one) =>
    one.isFile() && !one.parentPath.includes('node_modules') ? [join(one.parentPath, one.name)] : [],
  );
}

function digestOf(files: readonly string[]): string {
  const digest = createHash('sha256');
  for (const file of files.toSorted()) digest.update(`${file.slice(ROOT.length)}\n`).update(readFileSync(file));
  return digest.digest('hex');
}
