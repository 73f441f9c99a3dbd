import { isMendable } from '../../audit/fix/mendings.ts';
import { isRule, RULES } from '../../audit/rules/catalogue.ts';
import type { Finding } from '../../model/audit.ts';
import { plain } from './lines.ts';
import { BASELINE } from './audit.ts';
import { columns } from '../print.ts';
import type { Held } from './ci.ts';

/** Lines of one kind before the rest is only counted: whoever reads the log of a pipeline wants to know what to do. */
const ROWS_MAX = 20;

/** What a pipeline prints: what is new and what to do about it, and a last line that says how it ended. No colours. */
export function gateLines(held: Held): readonly string[] {
  const { gate, scan, isPartial, hasBaseline } = held;
  const { findings, exposed, weaker, old, below } = gate;
  return [
    ...rows(
      exposed.map(({ id, because }) => [
        '  exposed',
        plain(id),
        `${plain(because)}. To see why: failsoft audit workflows --workflow ${plain(id)}`,
      ]),
      exposed.length === 1
        ? 'One workflow is exposed that was not:'
        : `${exposed.length} workflows are exposed that were not:`,
    ),
    ...rows(
      findings.flatMap((finding) => [
        [`  ${finding.severity}`, finding.rule, `${plain(finding.file)}:${finding.line}`, titleOf(finding)],
      ]),
      findings.length === 1 ? 'One finding is new:' : `${findings.length} findings are new:`,
    ),
    ...whatToDo(findings),
    ...rows(
      weaker.map(({ id, was, verdict, because }) => [`  ${verdict}`, plain(id), `was ${was}: ${plain(because)}`]),
      'Not as good as before:',
    ),
    ...rows(
      old.map((text) => [`  ${plain(text)}`]),
      'To be cleared up, by writing the baseline anew or by hand:',
    ),
    ...rows(
      scan.notRead.map(({ file, why }) => [`  ${plain(file === '' ? '(the whole)' : file)}`, why]),
      `Not read (${scan.notReadCount}):`,
    ),
    ...(below === 0
      ? []
      : [`${below} new ${below === 1 ? 'finding is' : 'findings are'} below --fail-on ${held.failOn}.`]),
    ...(hasBaseline || findings.length === 0
      ? []
      : [
          'There is no baseline, so that everything counts as new. To begin with what is there:',
          `  failsoft audit --write-baseline ${BASELINE} --owner <name> --reason <text> --until <day>`,
        ]),
    ending(held, isPartial),
  ];
}

function whatToDo(findings: readonly Finding[]): readonly string[] {
  const rules = [...new Set(findings.map(({ rule }) => rule))].filter(isRule);
  if (rules.length === 0) return [];
  const mendable = rules.filter(isMendable);
  return [
    ...rules.slice(0, ROWS_MAX).map((rule) => `  ${rule}: ${RULES[rule].fix}`),
    ...(mendable.length === 0
      ? []
      : [`What can be mended by a small change: failsoft audit fix --rule ${mendable.join(',')}`]),
    '',
  ];
}

function rows(cells: readonly (readonly string[])[], title: string): readonly string[] {
  if (cells.length === 0) return [];
  const rest = cells.length - ROWS_MAX;
  return [title, ...columns(cells.slice(0, ROWS_MAX)), ...(rest > 0 ? [`  and ${rest} more`] : []), ''];
}

function titleOf({ rule, message }: Finding): string {
  return isRule(rule) ? `${RULES[rule].title}. ${plain(message)}` : plain(message);
}

/** The last line, which says what the exit code says. */
function ending({ gate, scan, name }: Held, isPartial: boolean): string {
  const calls = scan.sites.filter(({ use }) => use === 'production').length;
  const seen = `${scan.filesSeen.toLocaleString('en')} files, ${calls} ${calls === 1 ? 'call' : 'calls'} of a model`;
  const what = [
    ...(gate.findings.length === 0 ? [] : [counted(gate.findings.length, 'new finding')]),
    ...(gate.exposed.length === 0 ? [] : [counted(gate.exposed.length, 'newly exposed workflow')]),
  ].join(' and ');
  if (gate.isFailing) return `FAILED: ${plain(name)} has ${what} (${seen}).`;
  if (isPartial) return `NOT KNOWN: not everything could be read, so that this is no pass (${seen}).`;
  return `PASSED: nothing new in ${plain(name)} (${seen}).`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
