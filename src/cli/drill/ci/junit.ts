import { takenIn } from './lines.ts';
import type { Shown } from './runs.ts';

/** The runs as JUnit writes tests down, which every CI server reads. What shows nothing is an error there: it is no pass. */
export function renderJunit(command: string, runs: readonly Shown[]): string {
  const count = (verdict: Shown['verdict']): number => runs.filter((one) => one.verdict === verdict).length;
  const all = seconds(runs.reduce((sum, { tookMs }) => sum + tookMs, 0));
  const figures = `tests="${runs.length}" failures="${count('failed')}" errors="${count('void')}" time="${all}"`;
  const cases = runs.map((run) => {
    const open = `    <testcase classname="failsoft drill ci" name="${escaped(`${run.preset} (${takenIn(run)})`)}" time="${seconds(run.tookMs)}"`;
    if (run.verdict === 'passed') return `${open}/>`;
    const kind = run.verdict === 'failed' ? 'failure' : 'error';
    return `${open}><${kind} message="${escaped(run.why)}"/></testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${figures}>`,
    `  <testsuite name="${escaped(command)}" ${figures}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text in an attribute of XML 1.0, which has no controls. */
function escaped(text: string): string {
  // eslint-disable-next-line no-control-regex -- Those are what is looked for.
  const allowed = text.replaceAll(/[\u0000-\u001F\u007F\uFFFE\uFFFF]/g, ' ');
  return allowed.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
