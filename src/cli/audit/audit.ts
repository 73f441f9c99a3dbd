import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Baseline, readBaseline, readSuppressions, silence, type Suppression } from '../../audit/rules/silence.ts';
import type { TreeToRead } from '../../audit/read/tree.ts';
import { scan } from '../../audit/scan.ts';
import { loadKnowledge } from '../../audit/signatures/load.ts';
import { Fault } from '../../model/fault.ts';
import type { Finding, Scan } from '../../model/audit.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import { talk } from '../print.ts';

const SUPPRESSIONS = 'failsoft.audit.yaml';
/** What is known already, where a pipeline looks for it when nobody says otherwise. */
export const BASELINE = 'failsoft.baseline.json';
const SIGNATURES = 'failsoft.signatures.yaml';

/** Scans a folder with what people have said about it; on a terminal it says how far it is. */
export async function scanOf(given: Given, root: string): Promise<Scan> {
  const found = await scan(treeToRead(given, root));
  clearProgress();
  return { ...found, findings: judged(found, given, root) };
}

/** What is to be read of a folder, and how. */
export function treeToRead(given: Given, root: string): TreeToRead {
  return {
    root,
    knowledge: loadKnowledge(signaturesOf(given, root)),
    cacheFolder: given.options['cache'] === false ? null : cacheFolder(given),
    onProgress: progress('files'),
  };
}

/** The folder that is meant. Throws a `configuration` fault where there is none. */
export function rootOf({ cwd, words }: Given): string {
  const root = resolve(cwd, words[0] ?? '.');
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Fault('configuration', `${root} is no folder.`);
  return root;
}

function signaturesOf(given: Given, root: string): readonly string[] {
  const named = optionOf(given, 'signatures');
  if (named !== null) return [resolve(given.cwd, named)];
  const usual = join(root, SIGNATURES);
  return existsSync(usual) ? [usual] : [];
}

/** Where programs keep what they can do without: https://specifications.freedesktop.org/basedir. */
function cacheFolder({ env }: Given): string {
  const own = env['XDG_CACHE_HOME'];
  return join(own === undefined || own === '' ? join(env['HOME'] ?? homedir(), '.cache') : own, 'failsoft', 'audit');
}

/** The findings, with what people have said about them. */
export function judged(found: Scan, given: Given, root: string): readonly Finding[] {
  const { suppressions, baseline } = answeredFor(given, root);
  const symbols = symbolsOf(found);
  return silence(found.findings, { suppressions, baseline, symbols, today: today() });
}

/** What people answer for in a folder. Throws a `configuration` fault. */
export function answeredFor(
  given: Given,
  root: string,
): { readonly suppressions: readonly Suppression[]; readonly baseline: Baseline | null } {
  const usual = join(root, SUPPRESSIONS);
  const baseline = baselineIn(given, root);
  return {
    suppressions: existsSync(usual) ? readSuppressions(usual) : [],
    baseline: baseline === null ? null : readBaseline(baseline),
  };
}

/** The file that is named; in a pipeline the usual one, where it is there. */
function baselineIn(given: Given, root: string): string | null {
  const named = optionOf(given, 'baseline');
  if (named !== null) return resolve(given.cwd, named);
  const usual = join(root, BASELINE);
  return isSet(given, 'ci') && existsSync(usual) ? usual : null;
}

/** The functions that calls stand in, by the ids of the calls. */
export function symbolsOf({ sites }: Scan): ReadonlyMap<string, string> {
  return new Map(sites.map(({ id, symbol }) => [id, symbol]));
}

export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** A line that is written over, on a terminal only. `what`: what is counted. */
export function progress(what: string): (done: number, all: number) => void {
  if (!talk.isTerminal()) return () => {};
  let shownMs = 0;
  return (done, all) => {
    const nowMs = performance.now();
    if (nowMs - shownMs < 100) return;
    shownMs = nowMs;
    talk.piece(`\r  ${done.toLocaleString('en')} of ${all.toLocaleString('en')} ${what}`);
  };
}

export function clearProgress(): void {
  if (talk.isTerminal()) talk.piece('\r\u001B[2K');
}
