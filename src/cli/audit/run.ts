import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { isAtLeast } from '../../audit/gate.ts';
import { isRule, RULES } from '../../audit/rules/catalogue.ts';
import { type Baseline, baselineOf } from '../../audit/rules/silence.ts';
import { Fault } from '../../model/fault.ts';
import type { Scan, Severity } from '../../model/audit.ts';
import { auditLines, ruleLines } from './lines.ts';
import { rootOf, scanOf } from './audit.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { hold } from './ci.ts';
import { standings, stoodIn } from './standings.ts';
import { workflowLines } from './workflow-lines.ts';

/** Looks through a folder for calls of models, and says what an outage would do to them. Contacts nobody. */
export async function run(given: Given): Promise<Ending> {
  const explained = optionOf(given, 'explain');
  if (explained !== null) return explain(explained, isSet(given, 'json'));
  const root = rootOf(given);
  const gate = gateOf(given);
  if (isSet(given, 'ci')) return hold(given, root, gate ?? 'medium');
  const startedMs = performance.now();
  const result = await scanOf(given, root);
  if (optionOf(given, 'writeBaseline') !== null) await writeBaseline(given, root, result);
  const counted = result.findings.filter(({ silenced, use }) => silenced === null && use === 'production');
  const isFailing = gate !== null && counted.some(({ severity }) => isAtLeast(severity, gate));
  // A scan that is not whole, or of nothing, is never a pass.
  const isPartial = result.notReadCount > 0 || result.filesSeen === 0;
  if (isSet(given, 'json'))
    printReport('audit', { ok: !isFailing && !isPartial, data: { root, partial: isPartial, ...result } });
  else {
    const about = { name: basename(root), tookMs: performance.now() - startedMs, all: isSet(given, 'all') };
    for (const line of auditLines(result, about, out)) out.line(line);
    const stood = await stoodIn(given, root, result);
    if (stood !== null) for (const line of workflowLines(stood, out)) out.line(line);
  }
  if (isFailing) return 'failing';
  return isPartial ? 'partial' : 'fine';
}

function explain(rule: string, asJson: boolean): Ending {
  const id = rule.toUpperCase();
  if (!isRule(id))
    throw new Fault('configuration', `There is no rule ${rule}. Rules are called ${Object.keys(RULES).join(', ')}.`);
  if (asJson) printReport('audit-rule', { ok: true, data: { id, ...RULES[id] } });
  else for (const line of ruleLines(id, out)) out.line(line);
  return 'fine';
}

function gateOf(given: Given): Severity | null {
  const text = optionOf(given, 'failOn');
  if (text === null) return null;
  if (text === 'high' || text === 'medium' || text === 'low') return text;
  throw new Fault('configuration', `--fail-on takes high, medium or low, not "${text}".`);
}

/** Writes down how things stand, and who answers for that. */
async function writeBaseline(given: Given, root: string, scan: Scan): Promise<void> {
  const file = optionOf(given, 'writeBaseline') ?? '';
  const [owner, reason] = [optionOf(given, 'owner'), optionOf(given, 'reason')];
  if (owner === null || reason === null)
    throw new Fault('configuration', '--write-baseline needs --owner and --reason: somebody has to answer for it.');
  const open = scan.findings.filter(({ silenced }) => silenced?.by !== 'suppression');
  const workflows = (await standings(given, root, scan))?.map(({ id, verdict }) => ({ id, verdict }));
  const until = optionOf(given, 'until');
  const baseline: Baseline = baselineOf(open, { owner, reason, until, workflows });
  writeFileSync(resolve(given.cwd, file), `${JSON.stringify(baseline, null, 2)}\n`);
  const also = workflows === undefined ? '' : ` and the verdicts on ${workflows.length} workflows`;
  talk.line(`${open.length} findings${also} are in ${file} now.`);
}
