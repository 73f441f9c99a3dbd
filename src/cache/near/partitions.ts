import { type Json, numberAt } from '../../model/json.ts';
import type { NearStatus } from '../../model/kept-status.ts';
import type { DeepAnswers } from '../answers.ts';
import { type Candidate, candidates } from './candidates.ts';
import { type FalseRate, falseRate, isSuspended } from './evidence.ts';
import type { About, Notes } from './notes.ts';
import type { NearQuestion } from './question.ts';
import { recall } from './recall.ts';

/** In which way two questions were found to be one. */
export type Tier = NearStatus['tier'];

/** Questions that have everything in common but their last words: tenant, route, instructions, settings. */
export type Partition = {
  readonly add: (text: string) => void;
  readonly find: (text: string) => readonly Candidate[];
  /** What checks have shown of a way in it. */
  readonly rate: (tier: Tier) => FalseRate;
  /** The same as it was seen last. */
  readonly lastRate: (tier: Tier) => FalseRate;
  /** An answer that was given in this way, or would have been, was checked. */
  readonly checked: (tier: Tier, wasRight: boolean) => void;
};

export type Partitions = {
  readonly of: (near: NearQuestion) => Partition;
  /** Those that were checked; where answers are given no more first, then those that may be wrong most often. */
  readonly rates: () => readonly NearStatus[];
  /** Lets go of all that is in memory. */
  readonly forget: () => void;
};

export type PartitionOptions = {
  readonly notes: Notes;
  /** What was kept before a restart. */
  readonly deep: Pick<DeepAnswers, 'list' | 'show'> | null;
  readonly wallMs: () => number;
  /** Calls once, later. */
  readonly after: (ms: number, act: () => void) => void;
  readonly say: (sentence: string) => void;
  readonly bytesMax?: number;
};

/** What all questions take in memory; the partition that was used longest ago goes first. */
export const NEAR_BYTES = 16 * 1024 * 1024;
/** Tenants, routes and models whose questions are looked for after a restart; callers may name any model. */
const RECALLED_MAX = 1_000;
/** A partition itself, bytes: about so much with Node 24. */
const OVERHEAD_BYTES = 1_500;
/** How many are looked at as candidates. */
const CANDIDATES = 10;

const TIERS: readonly Tier[] = ['near', 'alias'];
/** How many are told. */
const RATES_MAX = 100;

function statusOf({ tenant, route }: About, tier: Tier, rate: FalseRate): NearStatus {
  return { tenant, route, tier, ...rate, suspended: isSuspended(rate) };
}

type Grown = (bytes: number) => void;

type Held = { readonly about: About; readonly partition: Partition; readonly bytes: () => number };

export function partitions(options: PartitionOptions): Partitions {
  const { bytesMax = NEAR_BYTES } = options;
  /** The one that was used last comes last. */
  const held = new Map<string, Held>();

  let bytes = 0;

  const grown: Grown = (by) => {
    bytes += by;
    for (const [id, one] of held) {
      if (bytes <= bytesMax || held.size === 1) return;
      held.delete(id);
      bytes -= one.bytes();
    }
  };

  const at = (about: About): Partition => {
    const { id } = about.key;
    const known = held.get(id);
    const one = known ?? open(about, options, grown);
    held.delete(id);
    held.set(id, one);
    if (known === undefined) grown(one.bytes());
    return one.partition;
  };

  /** Those whose questions from before a restart were looked for. */
  let recalled = new Set<string>();
  const remember = ({ tenant, route, model }: About): void => {
    const { deep, after } = options;
    const name = JSON.stringify([tenant, route, model]);
    if (deep === null || recalled.has(name) || recalled.size >= RECALLED_MAX) return;
    recalled.add(name);
    const current = recalled;
    const found = (about: About, text: string): void => {
      // What was forgotten meanwhile is not to be found again.
      if (recalled === current) at(about).add(text);
    };
    void recall({ tenant, route, model }, { deep, after, found });
  };

  return {
    of: (near) => {
      const about = near.partition();
      remember(about);
      return at(about);
    },
    rates: () =>
      [...held.values()]
        .flatMap(({ about, partition }) => TIERS.map((tier) => statusOf(about, tier, partition.lastRate(tier))))
        .filter(({ checked }) => checked > 0)
        .toSorted((a, b) => Number(b.suspended) - Number(a.suspended) || b.seen - a.seen)
        .slice(0, RATES_MAX),
    forget: () => {
      held.clear();
      recalled = new Set();
      bytes = 0;
    },
  };
}

/** With what checks have shown before a restart. */
function open(about: About, { notes, wallMs, say }: PartitionOptions, grown: Grown): Held {
  const index = candidates();
  /** Another gateway on the same file may have checked some, too. */
  const look = (): Record<Tier, FalseRate> => ratesIn(notes.find('checks', about, wallMs()));
  let rates = look();
  /** What it takes beside its questions: the text of what they have in common, above all. */
  const bytes = (): number => index.bytes() + 2 * about.key.request.length + OVERHEAD_BYTES;

  const partition: Partition = {
    add: (text) => {
      const before = index.bytes();
      index.add(text);
      grown(index.bytes() - before);
    },
    find: (text) => index.find(text, CANDIDATES),
    rate: (tier) => {
      rates = look();
      return rates[tier];
    },
    lastRate: (tier) => rates[tier],
    checked: (tier, wasRight) => {
      rates = look();
      const before = rates[tier];
      const now = falseRate(before.checked + 1, before.wrong + (wasRight ? 0 : 1));
      rates = { ...rates, [tier]: now };
      notes.keep('checks', about, { near: countsOf(rates.near), alias: countsOf(rates.alias) }, wallMs());
      if (isSuspended(before) !== isSuspended(now)) say(sentence(about, tier, now));
    },
  };
  return { about, partition, bytes };
}

function countsOf({ checked, wrong }: FalseRate): Json {
  return { checked, wrong };
}

function ratesIn(note: Json): Record<Tier, FalseRate> {
  const rateOf = (tier: Tier): FalseRate => falseRate(numberAt(note, tier, 'checked'), numberAt(note, tier, 'wrong'));
  return { near: rateOf('near'), alias: rateOf('alias') };
}

const WAYS: Readonly<Record<Tier, string>> = { near: 'near-verbatim questions', alias: 'aliases' };

function sentence({ route, tenant }: About, tier: Tier, rate: FalseRate): string {
  const whose = tenant === '' ? '' : ` of tenant ${JSON.stringify(tenant)}`;
  const { checked, wrong, upTo } = rate;
  const counted = `${wrong} of ${checked} checked answers ${wrong === 1 ? 'was' : 'were'} wrong, so up to ${(100 * upTo).toFixed(1)} % may be`;
  return isSuspended(rate)
    ? `Route ${JSON.stringify(route)}: no more answers to ${WAYS[tier]}${whose} until checks prove them right, because ${counted}.`
    : `Route ${JSON.stringify(route)}: answers to ${WAYS[tier]}${whose} are given again: ${counted}.`;
}
