import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MADE_OF = ['apps/writer', 'scripts/build-writer.ts', 'src/client', 'package-lock.json'];
/** What the page in `dist` was made of. */
const STAMP = join(ROOT, 'dist/writer/.made-of');

/** Makes the writer's page in `dist/writer`, unless it was made of the very same files already. */
export async function buildWriter(): Promise<void> {
  const madeOf = digestOf(MADE_OF.flatMap((path) => filesBelow(join(ROOT, path))));
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === madeOf) return;
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
