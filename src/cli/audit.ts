import { existsSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { isRule, RULES } from '../audit/rules/catalogue.ts';
import { type Baseline, baselineOf, readBaseline, readSuppressions, silence } from '../audit/rules/silence.ts';
import type { TreeToRead } from '../audit/read/tree.ts';
import { scan } from '../audit/scan.ts';
import { loadKnowledge } from '../audit/signatures/load.ts';
import { Fault } from '../model/fault.ts';
import type { Finding, Scan, Severity } from '../model/audit.ts';
import { auditLines, ruleLines } from './audit-lines.ts';
import { type Given, isSet, optionOf } from './command.ts';
import type { Ending } from './exit-codes.ts';
import { out, printReport, talk } from './print.ts';

const SUPPRESSIONS = 'failsoft.audit.yaml';
const SIGNATURES = 'failsoft.signatures.yaml';
const RANKS: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2 };

/** Looks through a folder for calls of models, and says what an outage would do to them. Contacts nobody. */
export async function run(given: Given): Promise<Ending> {
  const explained = optionOf(given, 'explain');
  if (explained !== null) return explain(explained, isSet(given, 'json'));
  const root = rootOf(given);
  const gate = gateOf(given);
  const startedMs = performance.now();
  const result = await scanOf(given, root);
  writeBaseline(result.findings, given);
  const counted = result.findings.filter(({ silenced, use }) => silenced === null && use === 'production');
  const isFailing = gate !== null && counted.some(({ severity }) => RANKS[severity] >= RANKS[gate]);
  // A scan that is not whole, or of nothing, is never a pass.
  const isPartial = result.notReadCount > 0 || result.filesSeen === 0;
  if (isSet(given, 'json'))
    printReport('audit', { ok: !isFailing && !isPartial, data: { root, partial: isPartial, ...result } });
  else {
    const about = { name: basename(root), tookMs: performance.now() - startedMs, all: isSet(given, 'all') };
    for (const line of auditLines(result, about, out)) out.line(line);
  }
  if (isFailing) return 'failing';
  return isPartial ? 'partial' : 'fine';
}

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

function explain(rule: string, asJson: boolean): Ending {
  const id = rule.toUpperCase();
  if (!isRule(id))
    throw new Fault('configuration', `There is no rule ${rule}. Rules are called ${Object.keys(RULES).join(', ')}.`);
  if (asJson) printReport('audit-rule', { ok: true, data: { id, ...RULES[id] } });
  else for (const line of ruleLines(id, out)) out.line(line);
  return 'fine';
}

/** The folder that is meant. Throws a `configuration` fault where there is none. */
export function rootOf({ cwd, words }: Given): string {
  const root = resolve(cwd, words[0] ?? '.');
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Fault('configuration', `${root} is no folder.`);
  return root;
}

function gateOf(given: Given): Severity | null {
  const text = optionOf(given, 'failOn');
  if (text === null) return null;
  if (text === 'high' || text === 'medium' || text === 'low') return text;
  throw new Fault('configuration', `--fail-on takes high, medium or low, not "${text}".`);
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
  const usual = join(root, SUPPRESSIONS);
  const baseline = optionOf(given, 'baseline');
  return silence(found.findings, {
    suppressions: existsSync(usual) ? readSuppressions(usual) : [],
    baseline: baseline === null ? null : readBaseline(resolve(given.cwd, baseline)),
    symbols: new Map(found.sites.map(({ id, symbol }) => [id, symbol])),
    today: new Date().toISOString().slice(0, 10),
  });
}

function writeBaseline(findings: readonly Finding[], given: Given): void {
  const file = optionOf(given, 'writeBaseline');
  if (file === null) return;
  const [owner, reason] = [optionOf(given, 'owner'), optionOf(given, 'reason')];
  if (owner === null || reason === null)
    throw new Fault('configuration', '--write-baseline needs --owner and --reason: somebody has to answer for it.');
  const open = findings.filter(({ silenced }) => silenced?.by !== 'suppression');
  const baseline: Baseline = baselineOf(open, { owner, reason, until: optionOf(given, 'until') });
  writeFileSync(resolve(given.cwd, file), `${JSON.stringify(baseline, null, 2)}\n`);
  talk.line(`${open.length} findings are in ${file} now.`);
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
