import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z, ZodError } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Finding } from '../../model/audit.ts';
import { VERDICT_NAMES } from '../workflows/verdict.ts';
import { isRule } from './catalogue.ts';

const DAY = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'a day like 2027-01-31');
const TEXT = z.string().trim().min(1);

const SUPPRESSION = z.strictObject({
  rule: z.string().refine(isRule, 'a rule such as AIC201'),
  /** A file or folder; `*` stands for part of a name. With `#symbol` only that function. */
  at: TEXT,
  reason: TEXT,
  owner: TEXT,
  until: DAY,
});
const FILE = z.strictObject({ version: z.literal(1), suppress: z.array(SUPPRESSION).default([]) });

const BASELINE = z.strictObject({
  version: z.literal(1),
  owner: TEXT,
  reason: TEXT,
  until: DAY.nullable(),
  findings: z.array(z.strictObject({ id: TEXT, rule: TEXT, at: TEXT })),
  /** How each workflow stood. Files that were written before there was this are read all the same. */
  workflows: z.array(z.strictObject({ id: TEXT, verdict: z.enum(VERDICT_NAMES) })).optional(),
});

export type Suppression = z.infer<typeof SUPPRESSION>;
export type Baseline = z.infer<typeof BASELINE>;

/** What people have said about findings, with their names. Throws a `configuration` fault. */
export function readSuppressions(file: string): readonly Suppression[] {
  return readChecked(file, (text) => FILE.parse(parse(text, { maxAliasCount: 0 })).suppress);
}

/** What was there before. Throws a `configuration` fault. */
export function readBaseline(file: string): Baseline {
  return readChecked(file, (text) => BASELINE.parse(JSON.parse(text)));
}

function readChecked<T>(file: string, read: (text: string) => T): T {
  try {
    return read(readFileSync(file, 'utf8'));
  } catch (error) {
    const why =
      error instanceof ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : 'cannot be read';
    throw new Fault('configuration', `${file}: ${why}`);
  }
}

/** A baseline of all that is found now. */
export function baselineOf(
  findings: readonly Finding[],
  { owner, reason, until, workflows }: Pick<Baseline, 'owner' | 'reason' | 'until' | 'workflows'>,
): Baseline {
  return {
    version: 1,
    owner,
    reason,
    until,
    findings: findings.map(({ id, rule, file, line }) => ({ id, rule, at: `${file}:${line}` })),
    ...(workflows !== undefined && { workflows }),
  };
}

/** Is the time over for which somebody answers? */
export function hasLapsed({ until }: { readonly until: string | null }, today: string): boolean {
  return until !== null && until < today;
}

/** Marks what somebody answers for, as long as that holds. `today`: a day like 2026-11-26; what ran out before it counts again. */
export function silence(
  findings: readonly Finding[],
  {
    suppressions,
    baseline,
    symbols,
    today,
  }: {
    readonly suppressions: readonly Suppression[];
    readonly baseline: Baseline | null;
    readonly symbols: ReadonlyMap<string, string>;
    readonly today: string;
  },
): readonly Finding[] {
  const known = new Set(baseline === null || hasLapsed(baseline, today) ? [] : baseline.findings.map(({ id }) => id));
  return findings.map((finding): Finding => {
    const said = suppressions.find(
      (one) => one.rule === finding.rule && !hasLapsed(one, today) && covers(one.at, finding, symbols),
    );
    if (said !== undefined) {
      const { reason, owner, until } = said;
      return { ...finding, silenced: { by: 'suppression', reason, owner, until } };
    }
    if (baseline === null || !known.has(finding.id)) return finding;
    const { reason, owner, until } = baseline;
    return { ...finding, silenced: { by: 'baseline', reason, owner, until } };
  });
}

/** Does a place that somebody has named take in a finding? */
export function covers(at: string, { file, site }: Finding, symbols: ReadonlyMap<string, string>): boolean {
  const [path = '', symbol] = at.split('#');
  const isThere = file === path || file.startsWith(`${path.replace(/\/$/, '')}/`) || globOf(path).test(file);
  if (!isThere || symbol === undefined || symbol === '*') return isThere;
  return site !== null && symbols.get(site) === symbol;
}

function globOf(path: string): RegExp {
  const parts = path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`);
}
