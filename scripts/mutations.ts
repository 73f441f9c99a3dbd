import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { simulate } from '../src/drill/simulator/simulate.ts';
import { table } from './page.ts';
import { type Mutation, MUTATIONS } from './simulate/mutations.ts';

// Breaks one rule of the engine at a time, in a copy, and sees whether the simulator notices. A seed notices it when the broken engine goes
// against a law there and the sound one does not. One that stops with an error is broken in another way than was meant: that does not count.
//
//   node scripts/mutations.ts                                          every rule
//   node scripts/mutations.ts "kept" [--seeds 3000] [--threads 1]      those with this in their name, until so many seeds have noticed nothing

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Seeds that are played at once behind the one that is known. */
const STEP = 250;
/** Nobody waits longer for them, ms: a broken engine may go round for ever. */
const PLAY_MS_MAX = 600_000;
/** Laws that are looked at by playing a seed several times. */
const OF_TWINS: ReadonlySet<string> = new Set(['D1', 'D2', 'M3']);

const { values, positionals } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3000' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
  allowPositionals: true,
});
const { threads } = values;
const seedsMax = Number(values.seeds);
const [wanted = ''] = positionals;

type Played = {
  /** The laws that each seed went against. */
  readonly against: ReadonlyMap<number, readonly string[]>;
  /** With which error it stopped; null when it came to its end. */
  readonly stopped: string | null;
};
type Found = { readonly noticed: boolean; readonly said: string };

const copy = mkdtempSync(join(tmpdir(), 'failsoft-mutations-'));
try {
  for (const part of ['src', 'scripts', 'package.json'])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const rows = MUTATIONS.filter(({ what }) => what.includes(wanted)).map((mutation) => {
    const found = tried(mutation);
    process.stderr.write(`${mutation.what}: ${found.said}\n`);
    return { ...found, cells: [mutation.what, `\`${mutation.file}\``, found.said] };
  });
  const noticed = rows.filter((row) => row.noticed).length;
  const cells = rows.map((row) => row.cells);
  console.log(table(['what is broken', 'where', 'what notices it'], cells));
  console.log(`\n${noticed} of ${rows.length} were noticed in ${commit()}.`);
  process.exitCode = noticed === rows.length ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** What the copy was made from. */
function commit(): string {
  const isChanged = git('status', '--porcelain', '--', 'src', 'scripts') !== '';
  return `${git('log', '-1', '--format=%h of %cs')}${isChanged ? ' with changes' : ''}`;
}

function git(...words: readonly string[]): string {
  return execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim();
}

function tried({ file, find, put, seed }: Mutation): Found {
  const path = join(copy, 'src', file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(find)) return { noticed: false, said: '**the rule is not there any more**' };
  try {
    writeFileSync(
      path,
      text.replace(find, () => put),
    );
    for (let from = seed, count = 1; from <= seed + seedsMax; from += count, count = STEP) {
      const { against, stopped } = played({ from, count });
      for (const [one, laws] of against)
        if (isSound(one, laws)) return { noticed: true, said: `${laws.join(', ')} in ${one}` };
      if (stopped !== null) return { noticed: false, said: `**it stops: ${stopped}**` };
    }
    return { noticed: false, said: `**nothing** in ${seedsMax} seeds from ${seed}` };
  } finally {
    writeFileSync(path, text);
  }
}

/** Does the engine as it is keep the laws there? */
function isSound(seed: number, laws: readonly string[]): boolean {
  const twins = laws.some((law) => OF_TWINS.has(law));
  try {
    return simulate(seed, { twins }).violations.length === 0;
  } catch {
    return false;
  }
}

/** Plays seeds in the copy until the first that goes against a law. */
function played({ from, count }: { readonly from: number; readonly count: number }): Played {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['scripts/simulate.ts', '--seeds', String(count), '--threads', threads, '--from', String(from), '--first'],
    { cwd: copy, encoding: 'utf8', maxBuffer: 1e8, timeout: PLAY_MS_MAX },
  );
  const against = new Map<number, readonly string[]>();
  for (const [, seed = '', sentences = ''] of stdout.matchAll(/^seed (\d+): (.*(?:\n {6}.*)*)/gm)) {
    const laws = [...sentences.matchAll(/^ *([A-Z]\d+) /gm)].map(([, law = '']) => law);
    against.set(Number(seed), [...new Set(laws)].toSorted());
  }
  const isOver = status === 0 || against.size > 0;
  return { against, stopped: isOver ? null : (/\w*Error: .*/.exec(stderr)?.[0] ?? 'no reason is given') };
}
