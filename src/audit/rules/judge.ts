import { createHash } from 'node:crypto';
import type { Finding, Trace } from '../../model/audit.ts';
import type { Studied } from '../protection/site.ts';
import { RULE_IDS, RULES, type RuleId } from './catalogue.ts';
import * as deadlines from './deadlines.ts';
import * as dependence from './dependence.ts';
import * as errors from './errors.ts';
import * as fallbacks from './fallbacks.ts';
import type { Check, Surroundings, TraceCheck } from './rule.ts';

/** What code can answer. The other rules of the catalogue wait for traffic, drills and people. */
const CHECKS: Readonly<Partial<Record<RuleId, Check>>> = {
  AIC101: deadlines.noDeadline,
  AIC102: deadlines.onlyDefault,
  AIC103: deadlines.tooLong,
  AIC104: deadlines.hasty,
  AIC105: deadlines.wrongFilter,
  AIC106: deadlines.otherErrors,
  AIC107: deadlines.optionalDeadline,
  AIC201: fallbacks.nothingElse,
  AIC202: fallbacks.sameDomain,
  AIC203: fallbacks.neverFires,
  AIC204: fallbacks.unreachable,
  AIC206: fallbacks.notTheSame,
  AIC301: errors.empty,
  AIC302: errors.fabricated,
  AIC303: errors.asOutput,
  AIC304: errors.letsThrough,
  AIC305: errors.flattened,
  AIC306: errors.uncaughtStream,
  AIC307: errors.notSafe,
  AIC401: dependence.atStart,
  AIC404: dependence.stateElsewhere,
  AIC405: dependence.inTransaction,
  AIC407: dependence.undated,
  AIC408: dependence.oneGateway,
  AIC409: dependence.fixedAddress,
};

const TRACE_CHECKS: Readonly<Partial<Record<RuleId, TraceCheck>>> = { AIC406: dependence.inBuild };

/** Every rule that a tree breaks, in the order of files and lines. */
export function judge(
  studied: readonly Studied[],
  traces: readonly Trace[],
  surroundings: Surroundings,
): readonly Finding[] {
  const found: Finding[] = [];
  for (const one of studied) {
    for (const [rule, check] of entriesOf(CHECKS)) {
      const message = check(one, surroundings);
      if (message === null) continue;
      const { site } = one;
      found.push(findingAt(site, { rule, id: findingId(rule, site.id), site: site.id, message }));
    }
  }
  for (const trace of traces) {
    for (const [rule, check] of entriesOf(TRACE_CHECKS)) {
      const message = check(trace);
      if (message === null) continue;
      const id = findingId(rule, `${trace.file} ${trace.name}`);
      found.push(findingAt(trace, { rule, id, site: null, message }));
    }
  }
  return found.toSorted((a, b) =>
    a.file === b.file ? a.line - b.line || (a.rule < b.rule ? -1 : 1) : a.file < b.file ? -1 : 1,
  );
}

function findingAt(
  { file, line, use }: Pick<Finding, 'file' | 'line' | 'use'>,
  what: Pick<Finding, 'id' | 'site' | 'message'> & { readonly rule: keyof typeof RULES },
): Finding {
  return { ...what, file, line, use, severity: RULES[what.rule].severity, silenced: null };
}

function findingId(rule: string, about: string): string {
  return createHash('sha256').update(`${rule} ${about}`).digest('hex').slice(0, 12);
}

function entriesOf<T>(table: Readonly<Partial<Record<RuleId, T>>>): readonly (readonly [RuleId, T])[] {
  return RULE_IDS.flatMap((rule) => {
    const value = table[rule];
    return value === undefined ? [] : [[rule, value] as const];
  });
}
