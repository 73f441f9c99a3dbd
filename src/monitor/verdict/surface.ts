import type { Cell, Condition, Verdict } from '../../model/verdict.ts';
import { isAbout, regionIn } from '../../model/scope.ts';
import { badOf } from './filter.ts';
import { type Key, keyVerdict } from './key.ts';
import { type Look, lookAtPart, lookAtWhole, type Moment } from './look.ts';
import { maintenanceOf, opinionOf, partsNamed } from './opinion.ts';
import { type Part, type Shown, stood } from './part.ts';
import { byPageAlone } from './sign.ts';
import { advanced, isFlapping, isTrouble, type Standing } from './standing.ts';
import { type Calls, pageEvidence, verdictOf } from './verdict.ts';
import type { Host } from './way.ts';

/** All that is believed of one surface. */
export type Believed = {
  /** The surface as a whole. */
  readonly cell: Cell;
  readonly standing: Standing;
  readonly shown: Shown;
  readonly parts: readonly Part[];
  readonly keys: readonly Key[];
  /** The ways to it that lead out of this machine, by provider. */
  readonly hosts: ReadonlyMap<string | null, Host>;
};

/** A condition that is another one now. */
export type Change = {
  readonly verdict: Verdict;
  readonly before: Condition;
  /** The title of the maintenance that its maker has announced for now; null where there is none. Nobody is woken up for that. */
  readonly maintenance: string | null;
};

/** Parts that the evidence of a surface names, the worst. */
const NAMED_MAX = 3;
/** From here on a part is named there. */
const NAMED_AT = 0.3;

type Looked = { readonly part: Part; readonly look: Look };
type Looks = { readonly parts: readonly Looked[]; readonly whole: Look };

/** Its conditions, a look later. */
export function turned(
  before: Believed,
  moment: Moment,
): { readonly now: Believed; readonly changes: readonly Change[] } {
  const looks = looksAt(before, moment);
  const parts = looks.parts.map(({ part, look }) => stood(part, placed(part, look, moment), moment.atMs));
  const keys = before.keys.map((key) => {
    const { condition } = keyVerdict(key, moment.atMs);
    return condition === key.shown.condition ? key : { ...key, shown: { condition, sinceMs: moment.atMs } };
  });
  const now: Believed = { ...before, ...placed(before, looks.whole, moment), parts, keys };
  return { now, changes: changesOf(before, now, { looks, moment }) };
}

/** One of the surface, and one of every part and key that differs. */
export function verdictsOf(believed: Believed, moment: Moment): readonly Verdict[] {
  const looks = looksAt(believed, moment);
  const { parts, keys, shown } = believed;
  const differing = parts.flatMap((part, index) => {
    const look = looks.parts[index]?.look;
    const isListed = parts.length > 1 && look !== undefined && part.shown.condition !== shown.condition;
    return isListed ? [partVerdict(part, look, moment)] : [];
  });
  const limited = keys.map((key) => keyVerdict(key, moment.atMs)).filter(({ condition }) => condition !== 'healthy');
  return [wholeVerdict(believed, looks, moment), ...differing, ...byName(believed, moment), ...limited];
}

function looksAt(believed: Believed, moment: Moment): Looks {
  const { cell, standing, hosts } = believed;
  const parts = believed.parts.map((part) => ({
    part,
    look: lookAtPart(part, hosts.get(part.cell.provider) ?? null, moment),
  }));
  return { parts, whole: lookAtWhole({ cell, standing, parts, hosts: [...hosts.values()] }, moment) };
}

/** While nobody can be reached, nothing is learned and nobody is judged. */
function placed(
  { standing, shown }: Pick<Part, 'standing' | 'shown'>,
  look: Look,
  { atMs }: Moment,
): Pick<Part, 'standing' | 'shown'> {
  const next = look.isCutOff ? standing : advanced(standing, look.sign, atMs);
  const isBlind = look.isCutOff || look.isUnknown;
  const condition = isBlind ? 'unknown' : isFlapping(next, atMs) ? 'degraded' : next.condition;
  if (condition === shown.condition && shown.sinceMs > 0 && shown.sinceMs <= atMs)
    return next === standing ? { standing, shown } : { standing: next, shown };
  return { standing: next, shown: { condition, sinceMs: atMs } };
}

type Context = { readonly looks: Looks; readonly moment: Moment };

function changesOf(before: Believed, now: Believed, { looks, moment }: Context): readonly Change[] {
  const maintenance = maintenanceOf(moment.pages, now.cell.surface, moment.atMs);
  const isTurned = now.shown.condition !== before.shown.condition;
  const whole = isTurned
    ? [{ verdict: wholeVerdict(now, looks, moment), before: before.shown.condition, maintenance }]
    : [];
  const parts = now.parts.flatMap((part, index) => {
    const [old, look] = [before.parts[index], looks.parts[index]?.look];
    if (now.parts.length < 2 || old === undefined || look === undefined) return [];
    if (part.shown.condition === old.shown.condition) return [];
    // What the surface as a whole has just become is not said of its parts, too.
    if (isTurned && part.shown.condition === now.shown.condition) return [];
    return [{ verdict: partVerdict(part, look, moment), before: old.shown.condition, maintenance }];
  });
  const keys = now.keys.flatMap((key, index) => {
    const old = before.keys[index];
    if (old === undefined || key.shown.condition === old.shown.condition) return [];
    return [{ verdict: keyVerdict(key, moment.atMs), before: old.shown.condition, maintenance: null }];
  });
  return [...whole, ...parts, ...keys];
}

function wholeVerdict(believed: Believed, { parts, whole }: Looks, moment: Moment): Verdict {
  const { cell, standing, shown } = believed;
  return verdictOf({ cell, standing, shown, look: whole, calls: callsOf(parts, shown), moment });
}

function partVerdict(part: Part, look: Look, moment: Moment): Verdict {
  const { cell, standing, shown, heard } = part;
  const calls = [{ name: '', traffic: [heard.traffic], probes: [heard.probes] }];
  return verdictOf({ cell, standing, shown, look, calls, moment });
}

/** In trouble, what its worst parts have shown; otherwise all of it together. */
function callsOf(parts: readonly Looked[], shown: Shown): readonly Calls[] {
  const bad = parts.filter(({ look }) => badOf(look.sign) >= NAMED_AT);
  if (!isTrouble(shown.condition) || bad.length === 0 || parts.length === 1) {
    const traffic = parts.map(({ part }) => part.heard.traffic);
    return [{ name: '', traffic, probes: parts.map(({ part }) => part.heard.probes) }];
  }
  return bad
    .toSorted((a, b) => badOf(b.look.sign) - badOf(a.look.sign))
    .slice(0, NAMED_MAX)
    .map(({ part }) => ({
      name: part.cell.model ?? '',
      traffic: [part.heard.traffic],
      probes: [part.heard.probes],
    }));
}

/** What the page says of models, features and regions that we do not call: its word alone. */
function byName({ cell, parts }: Believed, moment: Moment): readonly Verdict[] {
  return partsNamed(moment.pages, cell.surface).flatMap((word) => {
    if (parts.some((part) => part.cell.model !== null && isAbout([word], part.cell))) return [];
    const region = regionIn(word);
    const about = region === null ? { ...cell, model: word } : { ...cell, region };
    const opinion = opinionOf(moment.pages, about, moment.atMs);
    const bad = byPageAlone(opinion);
    if (bad === null) return [];
    const condition = opinion.level === 'major' ? 'down' : 'degraded';
    const evidence = [pageEvidence(opinion, opinion.factor)];
    const base = { cell: about, condition, bad, confidence: 'low', sinceMs: opinion.sinceMs, evidence } as const;
    return [{ ...base, disagreements: [], blind: [] }];
  });
}
