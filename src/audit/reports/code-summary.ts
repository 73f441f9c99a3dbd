import type { CallSite, Finding } from '../../model/audit.ts';
import { counted, listed } from '../../page/words.ts';
import { isRule, RULES, type RuleId } from '../rules/catalogue.ts';
import type { Assessment } from '../workflows/report.ts';
import type { Report } from './report.ts';
import type { Figure, NextStep, Summary } from './summary.ts';

/** Where nobody has named workflows, what the code tells is all there is. */
export function ofCode({ scan }: Report, assessment: Assessment | null): Summary {
  const calls = scan.sites.filter(({ use }) => use === 'production');
  const begin: NextStep = {
    title: 'Name what people rely on',
    detail: `failsoft audit ${calls.length > 0 && assessment === null ? 'init proposes workflows from these calls, failsoft audit ' : ''}interview asks what only people know; this report then says what stops, for how long and at what cost.`,
    gain: '',
  };
  if (calls.length === 0)
    return {
      tone: 'unknown',
      sentence:
        scan.traces.length === 0 ? 'No call of a model was found.' : 'No call of a model was found, but traces of AI.',
      beside: ['People use AI without any code, too: in an app, in a browser, in a service of somebody else.'],
      figures: [],
      next: [begin],
    };
  const bare = calls.filter(({ fallback }) => fallback.value !== 'unknown' && fallback.value.kind === 'none').length;
  const one = calls.length === 1;
  return {
    tone: bare > 0 ? 'down' : 'trouble',
    sentence:
      bare === 0
        ? `${counted(calls.length, 'call')} of a model, and nobody has said yet what depends on ${one ? 'it' : 'them'}.`
        : `${bare} of ${counted(calls.length, 'call')} of a model ${bare === 1 ? 'has' : 'have'} nothing to fall back to.`,
    beside: [
      'Nobody has named the workflows behind them yet, so what stops, for how long and at what cost is not known.',
    ],
    figures: codeFigures(calls),
    next: [begin, ...rulesOf(scan.findings).map(mending)],
  };
}

/** Longer than this nobody waits for an answer that does not come, ms. */
const LONG_MS = 60_000;

/** Ends of an error that look like a result. */
const HIDDEN: ReadonlySet<string> = new Set(['empty', 'fabricated', 'error-as-output', 'allowed', 'ignored']);

function codeFigures(calls: readonly CallSite[]): readonly Figure[] {
  const count = (fits: (site: CallSite) => boolean): string => `${calls.filter(fits).length} of ${calls.length}`;
  const providers = [...new Set(calls.flatMap(({ providers: { value } }) => (value === 'unknown' ? [] : value)))];
  const unknown = calls.filter(({ providers: { value } }) => value === 'unknown').length;
  const open = calls.filter(({ fallback }) => fallback.value === 'unknown').length;
  return [
    {
      title: 'Whose AI it is',
      value: counted(providers.length, 'provider'),
      note: `${listed(providers, 4)}${unknown === 0 ? '' : `${providers.length === 0 ? '' : '; '}of ${counted(unknown, 'call')} nobody knows`}`,
    },
    {
      title: 'Nothing else to ask',
      value: count(({ fallback }) => fallback.value !== 'unknown' && fallback.value.kind === 'none'),
      note: `calls without any fallback${open === 0 ? '' : `; of ${open} it is not known`}`,
    },
    {
      title: 'Waits too long',
      value: count(
        ({ worstMs, timeoutMs }) =>
          timeoutMs.value === null ||
          worstMs.value === null ||
          (worstMs.value !== 'unknown' && worstMs.value > LONG_MS),
      ),
      note: 'calls that fail only after more than a minute, or never',
    },
    {
      title: 'Hides that it failed',
      value: count(({ onError }) => HIDDEN.has(onError.value)),
      note: 'calls whose error looks like a result',
    },
  ];
}

export type Broken = { readonly rule: RuleId; readonly places: readonly Finding[] };

const SEVERITIES = ['high', 'medium', 'low'] as const;

/** The rules that production breaks and nobody answers for, the worst first. */
export function rulesOf(findings: readonly Finding[]): readonly Broken[] {
  const broken = Map.groupBy(
    findings.filter(({ use, silenced }) => use === 'production' && silenced === null),
    ({ rule }) => rule,
  );
  return [...broken]
    .flatMap(([rule, places]) => (isRule(rule) ? [{ rule, places }] : []))
    .toSorted(
      (a, b) =>
        SEVERITIES.indexOf(RULES[a.rule].severity) - SEVERITIES.indexOf(RULES[b.rule].severity) ||
        b.places.length - a.places.length ||
        (a.rule < b.rule ? -1 : 1),
    );
}

function mending({ rule, places }: Broken): NextStep {
  const { title, fix } = RULES[rule];
  return { title: `${title} (${rule}, in ${counted(places.length, 'place')})`, detail: fix, gain: '' };
}
