import type { Left, Mended } from '../../audit/fix/propose.ts';
import type { Finding } from '../../model/audit.ts';
import { isRule, RULES } from '../../audit/rules/catalogue.ts';
import { plain } from './lines.ts';
import { type Channel, wrap } from '../print.ts';

/** Places of one kind before the rest is only counted. */
const PLACES_MAX = 5;

/** What every change does, and what it mends. */
export function mendedLines(
  mended: readonly Mended[],
  { isWritten }: { readonly isWritten: boolean },
  { paint }: Channel,
): readonly string[] {
  if (mended.length === 0) return [];
  return [
    '',
    paint('bold', isWritten ? 'Mended' : 'What this mends'),
    ...mended.flatMap(({ findings, says, files }) => [
      `  ${paint('green', '✓')} ${plain([...new Set(files)].join(', '))}: ${plain(says)}`,
      ...findings.slice(0, PLACES_MAX).map((finding) => `    ${paint('dim', nameOf(finding))}`),
      ...(findings.length > PLACES_MAX ? [paint('dim', `    and ${findings.length - PLACES_MAX} more`)] : []),
    ]),
  ];
}

/** What nothing is proposed for: why, and what a person would do. Findings of one rule for one reason stand together. */
export function leftLines(left: readonly Left[], { paint, width }: Channel): readonly string[] {
  if (left.length === 0) return [];
  const groups = Map.groupBy(left, ({ finding, why }) => `${finding.rule} ${why}`);
  const say = (text: string, indent: number): string => wrap(text, { width: width() - 4, indent });
  return [
    '',
    paint('bold', 'What is left for people'),
    ...[...groups.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { finding, why, todo } = first;
      const places = group.slice(0, PLACES_MAX).map((one) => `${one.finding.file}:${one.finding.line}`);
      const rest = group.length - places.length;
      return [
        `  ${paint('yellow', finding.rule)} ${titleOf(finding)}  ${paint('dim', plain(places.join(', ')) + (rest > 0 ? ` and ${rest} more` : ''))}`,
        `    ${say(why, 4)}`,
        ...(todo === '' ? [] : [`    ${say(`→ ${todo}`, 6)}`]),
      ];
    }),
    '',
  ];
}

function nameOf(finding: Finding): string {
  return `${finding.rule} ${titleOf(finding)}, ${plain(finding.file)}:${finding.line}`;
}

function titleOf({ rule }: Finding): string {
  return isRule(rule) ? RULES[rule].title : '';
}

/** A patch for people. */
export function patchLines(patch: string, { paint }: Channel): readonly string[] {
  return patch
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .map((line) => {
      if (/^(?:diff|---|\+\+\+|new file)/.test(line)) return paint('bold', plain(line));
      if (line.startsWith('@@')) return paint('cyan', plain(line));
      if (line.startsWith('+')) return paint('green', plain(line));
      return line.startsWith('-') ? paint('red', plain(line)) : plain(line);
    });
}
