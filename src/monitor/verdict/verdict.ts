import type { Cell, Condition, Evidence, Verdict } from '../../model/verdict.ts';
import { badOf, factorOf } from './filter.ts';
import type { Look, Moment } from './look.ts';
import { maintenanceOf, type Opinion } from './opinion.ts';
import type { Shown } from './part.ts';
import { factorNow, isFresh } from './sign.ts';
import { isFlapping, isTrouble, type Standing } from './standing.ts';
import { sentence, type Sum, summed, type Tally } from './tally.ts';
import { excerpt, span } from './words.ts';

/** All that a verdict is put together from. */
export type Findings = {
  readonly cell: Cell;
  readonly standing: Standing;
  readonly shown: Shown;
  readonly look: Look;
  readonly calls: readonly Calls[];
  readonly moment: Moment;
};

/** What calls have shown, and of whom where that is not clear: `claude-opus-4-7`. */
export type Calls = { readonly name: string; readonly traffic: readonly Tally[]; readonly probes: readonly Tally[] };

/** What is believed, why, and who says otherwise. */
export function verdictOf(findings: Findings): Verdict {
  const { cell, shown, look } = findings;
  const bad = Math.min(1, badOf(look.sign));
  const evidence = evidenceOf(findings);
  return {
    cell,
    condition: shown.condition,
    bad,
    confidence: confidenceOf(shown.condition, bad, evidence),
    sinceMs: shown.sinceMs,
    evidence,
    disagreements: disagreements(findings),
    blind: blind(findings),
  };
}

/** Strongest first; what puts the rest into its place before all. */
function evidenceOf({ cell, standing, look, calls, moment }: Findings): readonly Evidence[] {
  const { opinion, isCutOff } = look;
  const { pages, cutOff, atMs } = moment;
  const all: Evidence[] = calls.flatMap((one) => [
    ...seenBy('traffic', one.traffic, one.name),
    ...seenBy('probe', one.probes, one.name),
  ]);
  if (opinion.stand !== 'silent') all.push(pageEvidence(opinion, factorNow(opinion, standing.suspectedMs, atMs)));
  all.sort((a, b) => Math.abs(Math.log(b.factor)) - Math.abs(Math.log(a.factor)));
  const maintenance = maintenanceOf(pages, cell.surface, atMs);
  const first: Evidence[] = [];
  const note = (kind: Evidence['kind'], text: string): void =>
    void first.push({ kind, text, factor: 1, atMs, url: null });
  if (isCutOff && cutOff !== null) note('network', cutOff.text);
  if (isFlapping(standing, atMs)) note('traffic', 'It keeps changing between well and not');
  if (maintenance !== null) note('page', `Maintenance is under way: “${excerpt(maintenance)}”`);
  return [...first, ...all];
}

export function pageEvidence({ words, atMs, url }: Opinion, factor: number): Evidence {
  return { kind: 'page', text: `The official page ${words()}`, factor, atMs, url };
}

function seenBy(kind: 'traffic' | 'probe', tallies: readonly Tally[], name: string): readonly Evidence[] {
  const sum = summed(tallies, 'first-failure');
  if (sum === null) return [];
  const text = sentence(sum, NOUNS[kind]);
  const about = name === '' ? text : `${excerpt(name)}: ${text}`;
  return [{ kind, text: about, factor: factorOf(sum), atMs: sum.toMs, url: null }];
}

const NOUNS = { traffic: 'request', probe: 'probe' } as const;

/** `high` takes two kinds of witnesses. A page that shows nothing is a weak one: two faults in five are never posted. */
function confidenceOf(condition: Condition, bad: number, evidence: readonly Evidence[]): Verdict['confidence'] {
  if (condition === 'unknown') return 'none';
  const isBad = bad >= 0.5;
  const sure = isBad ? bad : 1 - bad;
  const kinds = new Set(evidence.filter(({ factor }) => factor > 1 === isBad && factor !== 1).map(({ kind }) => kind));
  if (sure >= 0.97 && (kinds.size >= 2 || (!isBad && kinds.size > 0 && evidence.some(isGreen)))) return 'high';
  return sure >= 0.9 && kinds.size > 0 ? 'medium' : 'low';
}

function isGreen({ kind, factor }: Evidence): boolean {
  return kind === 'page' && factor <= 1;
}

function disagreements({ shown, calls, look, moment }: Findings): readonly string[] {
  const { opinion, lastMs } = look;
  const traffic = summed(
    calls.flatMap((one) => one.traffic),
    'first-failure',
  );
  const probes = summed(
    calls.flatMap((one) => one.probes),
    'first-failure',
  );
  const said: string[] = [];
  const isSeen = isFresh(lastMs, moment.atMs);
  const isBad = isTrouble(shown.condition) || shown.condition === 'suspected';
  if (isSeen && isBad && opinion.stand === 'well') said.push(`The official page still ${opinion.words()}`);
  if (isSeen && !isBad && opinion.stand === 'trouble') {
    const ours = [traffic, probes].flatMap((sum, index) =>
      sum === null ? [] : [sentence(sum, index === 0 ? 'request' : 'probe')],
    );
    said.push(`The official page ${opinion.words()}, but ${ours.join(', and ')}`);
  }
  if (traffic !== null && probes !== null && isApart(traffic, probes))
    said.push(`Requests and probes do not agree: ${sentence(traffic, 'request')}, and ${sentence(probes, 'probe')}`);
  return said;
}

/** At the same time, most of the ones fail, and few of the others. */
function isApart(some: Sum, others: Sum): boolean {
  if (Math.min(some.asked, others.asked) < 3 || some.toMs < others.fromMs || others.toMs < some.fromMs) return false;
  const [least, most] = [some.failed / some.asked, others.failed / others.asked].toSorted((a, b) => a - b);
  return (least ?? 0) < 0.2 && (most ?? 0) > 0.5;
}

function blind({ look: { lastMs }, moment: { pages, atMs } }: Findings): readonly string[] {
  const unheard = pages.flatMap(({ source }) =>
    source.state === 'ok' ? [] : [`The status page of ${source.name} is not verified: ${source.why || source.state}`],
  );
  if (isFresh(lastMs, atMs)) return unheard;
  const nobody = lastMs === null ? 'Nothing was asked of it yet' : `Nothing was asked of it for ${span(atMs - lastMs)}`;
  return [...unheard, nobody];
}
