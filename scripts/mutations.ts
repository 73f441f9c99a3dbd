import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { table } from './page.ts';
import { type Mutation, MUTATIONS } from './simulate/mutations.ts';

// Breaks one rule of the engine at a time, in a copy, and sees whether the simulator notices.
//
//   node scripts/mutations.ts                                          every rule
//   node scripts/mutations.ts "kept" [--seeds 3000] [--threads 1]      those with this in their name, until so many seeds have noticed nothing

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const { values, positionals } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3000' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
  allowPositionals: true,
});
const { seeds, threads } = values;
const [wanted = ''] = positionals;
const rows: (readonly string[])[] = [];
let noticed = 0;
for (const mutation of MUTATIONS.filter(({ what }) => what.includes(wanted))) {
  const found = tried(mutation);
  if (found.noticed) noticed += 1;
  rows.push([mutation.what, `\`${mutation.file}\``, found.said]);
  process.stderr.write(`${mutation.what}: ${found.said}\n`);
}
console.log(table(['what is broken', 'where', 'what notices it'], rows));
console.log(`\n${noticed} of ${rows.length} were noticed within ${seeds} seeds.`);
process.exitCode = noticed === rows.length ? 0 : 1;

function tried({ file, find, put, from = 1 }: Mutation): { readonly noticed: boolean; readonly said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-mutation-'));
  try {
    for (const part of ['src', 'scripts', 'package.json'])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const path = join(folder, 'src', file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(find)) return { noticed: false, said: 'the rule is not there any more' };
    writeFileSync(
      path,
      text.replace(find, () => put),
    );
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['scripts/simulate.ts', '--seeds', seeds, '--threads', threads, '--from', String(from), '--first'],
      { cwd: folder, encoding: 'utf8', maxBuffer: 1e8 },
    );
    if (status === 0) return { noticed: false, said: '**nothing**' };
    const laws = new Set([...stdout.matchAll(/^(?:seed \d+: | +)([A-Z]\d+) /gm)].map(([, law = '']) => law));
    const [, played = '?'] = /^(\d+) seeds in/m.exec(stdout) ?? [];
    if (laws.size === 0)
      return { noticed: true, said: `it stops: ${/\w*Error: .*/.exec(stderr)?.[0] ?? 'no reason given'}` };
    const [, seed = '?'] = /^seed (\d+)/m.exec(stdout) ?? [];
    return { noticed: true, said: `${[...laws].toSorted().join(', ')} after ${played} seeds, in ${seed}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
