import { randomUUID } from 'node:crypto';
import { writeChanges } from '../../audit/fix/disk.ts';
import { type Fix, fixTree } from '../../audit/fix/fix.ts';
import { patchOf } from '../../audit/fix/patch.ts';
import { isRule, RULES } from '../../audit/rules/catalogue.ts';
import { FILE_NAMES } from '../../config/load.ts';
import { durationMs } from '../../config/quantities.ts';
import type { Finding, Scan } from '../../model/audit.ts';
import { Fault } from '../../model/fault.ts';
import { clearProgress, judged, progress, rootOf, treeToRead } from './audit.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { leftLines, mendedLines, patchLines } from './fix-lines.ts';

/** A deadline where nobody says another: the longest that the catalogue of rules advises, ms. What is sent several times gets less. */
const DEADLINE_MS = 60_000;
/** Longer than people wait for an answer; a deadline beyond it would be a finding itself, ms. */
const DEADLINE_MAX_MS = 120_000;

/** Proposes what mends findings, as a patch on the output; what it does and what is left is said beside it. */
export async function run(given: Given): Promise<Ending> {
  const root = rootOf(given);
  const rules = rulesOf(given);
  const at = optionOf(given, 'at');
  const wishes = { deadlineMs: deadlineOf(given), gateway: gatewayOf(given), onProgress: progress('findings') };
  const choose = (scan: Scan): readonly Finding[] => chosen(scan, judged(scan, given, root), { rules, at });
  const fix = await fixTree(treeToRead(given, root), choose, wishes);
  clearProgress();
  const { proposal, scan } = fix;
  const isWritten = isSet(given, 'write') && proposal.files.length > 0;
  if (isWritten) writeChanges(fix.root, proposal.files);
  if (isSet(given, 'json')) printReport('audit-fix', { ok: proposal.left.length === 0, data: dataOf(fix, isWritten) });
  else say(fix, isWritten, given.env['GITHUB_ACTIONS'] === 'true');
  return scan.notReadCount > 0 || scan.filesSeen === 0 ? 'partial' : 'fine';
}

function say({ proposal }: Fix, isWritten: boolean, isAtGitHub: boolean): void {
  const { mended, left, files } = proposal;
  if (!isWritten) showPatch(patchOf(files), isAtGitHub);
  for (const line of mendedLines(mended, { isWritten }, talk)) talk.line(line);
  for (const line of leftLines(left, talk)) talk.line(line);
  if (mended.length === 0 && left.length === 0) talk.line('There is nothing to mend.');
  else if (files.length > 0)
    talk.line(
      isWritten
        ? `${files.length === 1 ? 'One file was' : `${files.length} files were`} changed. To see how: git diff`
        : 'Nothing was written. To do it: --write, or pass this on to: git apply',
    );
  if (files.some(({ file }) => FILE_NAMES.some((name) => name === file)))
    talk.line(
      'Calls are answered only while the gateway runs. Next: set the keys, failsoft config check, then failsoft',
    );
}

/**
 * To a program the patch goes as it is. Runners of GitHub carry out what a line of the output says, so that they are told not to while a
 * patch of somebody's code goes by; Git passes over such lines.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
function showPatch(patch: string, isAtGitHub: boolean): void {
  if (patch === '') return;
  if (out.isTerminal()) for (const line of patchLines(patch, out)) out.line(line);
  else {
    const token = isAtGitHub ? randomUUID() : null;
    out.piece(token === null ? patch : `::stop-commands::${token}\n${patch}::${token}::\n`);
  }
}

function dataOf({ root, proposal: { mended, left, files } }: Fix, isWritten: boolean): object {
  return {
    root,
    written: isWritten,
    mended: mended.map(({ findings, says, files: changed }) => ({
      says,
      files: changed,
      findings: findings.map(({ id, rule, file, line }) => ({ id, rule, file, line })),
    })),
    left: left.map(({ finding: { id, rule, file, line }, why, todo }) => ({ id, rule, file, line, why, todo })),
    files: files.map(({ file }) => file),
    patch: patchOf(files),
  };
}

function rulesOf(given: Given): ReadonlySet<string> | null {
  const text = optionOf(given, 'rule');
  if (text === null) return null;
  const rules = text.split(',').map((rule) => rule.trim().toUpperCase());
  const unknown = rules.find((rule) => !isRule(rule));
  if (unknown === undefined) return new Set(rules);
  throw new Fault('configuration', `There is no rule ${unknown}. Rules are called ${Object.keys(RULES).join(', ')}.`);
}

function deadlineOf(given: Given): number {
  const text = optionOf(given, 'timeout');
  if (text === null) return DEADLINE_MS;
  const ms = durationMs(text);
  if (ms >= 1_000 && ms <= DEADLINE_MAX_MS && ms % 1_000 === 0) return ms;
  throw new Fault('configuration', `--timeout takes whole seconds from 1s to 120s, such as 45s, not "${text}".`);
}

/** The gateway that calls may be led to; null where nobody has asked for one. Throws a `configuration` fault. */
function gatewayOf({ options }: Given): string | null {
  const said = options['gateway'];
  if (said === undefined) return null;
  if (typeof said !== 'string') return '';
  if (/^https?:\/\//.test(said) && URL.canParse(said)) return said;
  throw new Fault('configuration', `--gateway takes an address such as http://127.0.0.1:4747, not "${said}".`);
}

type Wanted = { readonly rules: ReadonlySet<string> | null; readonly at: string | null };

/** The findings that are meant: those that count, or those at a place. Throws a `configuration` fault where nothing is there. */
function chosen(scan: Scan, findings: readonly Finding[], { rules, at }: Wanted): readonly Finding[] {
  const open = findings.filter(({ silenced, rule }) => silenced === null && (rules === null || rules.has(rule)));
  if (at === null) return open.filter(({ use }) => use === 'production');
  const [, file = '', line = null, symbol = null] = /^(.*?)(?::(\d+)|#(.+))?$/.exec(at) ?? [];
  const path = file.replace(/^\.\//, '');
  const symbols = new Map(scan.sites.map((site) => [site.id, site.symbol]));
  const found = open.filter(
    (one) =>
      one.file === path &&
      (line === null || one.line === Number(line)) &&
      (symbol === null || (one.site !== null && symbols.get(one.site) === symbol)),
  );
  if (found.length === 0 && !scan.findings.some((one) => one.file === path))
    throw new Fault('configuration', `There is no finding at ${at}. Places are written as failsoft audit writes them.`);
  return found;
}
