import { Fault } from '../../src/model/fault.ts';
import { chance, type Chance } from './chance.ts';
import { anyBytes, INPUT_BYTES_MAX, jsonOr, mutateBytes, mutateJson, mutateStream, printJson } from './mutate.ts';
import type { Seed } from './seeds.ts';
import type { Target } from './targets.ts';

/** What is made of an input may be this many times as large (Envoy's rule for its own fuzzing), and this much on top, bytes. */
export const AMPLIFIED_MAX = 100;
const FREE_BYTES = 64 * 1024;

export type Finding = {
  readonly target: string;
  /** What broke and where; findings that say the same are one. */
  readonly what: string;
  /** The number of the first input that did it: with the seed, it is made again. */
  readonly input: number;
  readonly times: number;
};

export type Slow = { readonly input: number; readonly target: string; readonly ms: number; readonly bytes: number };

export type Tally = {
  readonly inputs: number;
  readonly bytes: number;
  /** Inputs that were read, and those that were refused with a Fault. */
  readonly taken: number;
  readonly refused: number;
  readonly findings: readonly Finding[];
  /** Slowest first. */
  readonly slowest: readonly Slow[];
};

export const EMPTY: Tally = { inputs: 0, bytes: 0, taken: 0, refused: 0, findings: [], slowest: [] };
const SLOWEST = 8;

/** What inputs are made from, and who has to read them. */
export type Campaign = { readonly seed: number; readonly seeds: readonly Seed[]; readonly targets: readonly Target[] };

export type Made = { readonly target: Target; readonly input: Uint8Array; readonly chance: Chance };

/** The input of this number. */
export function make({ seed, seeds, targets }: Campaign, number: number): Made {
  const luck = chance(seed, number);
  const target = luck.pick(targets);
  const fitting = seeds.filter(({ kind, as }) => kind === target.kind && (target.as === '' || as === target.as));
  return { target, input: changed(luck.pick(fitting), luck.pick(fitting), luck), chance: luck };
}

function changed(seed: Seed, other: Seed, luck: Chance): Uint8Array {
  // Some come as they are: what is good has to be read, too.
  if (luck.oneIn(50)) return seed.bytes;
  if (luck.oneIn(40)) return anyBytes(luck);
  const [text, lent] = [seed.bytes, other.bytes].map((bytes) => Buffer.from(bytes).toString('utf8'));
  const isBinary = seed.kind === 'aws-stream' || seed.kind === 'path';
  if (isBinary || luck.oneIn(5) || text === undefined || lent === undefined)
    return mutateBytes(seed.bytes, other.bytes, luck);
  const isStream = seed.kind === 'stream' || seed.kind === 'copilot-stream';
  const told = isStream
    ? mutateStream(text, lent, luck)
    : printJson(mutateJson(jsonOr(text), jsonOr(lent), luck), luck);
  const bytes = Buffer.from(told).subarray(0, INPUT_BYTES_MAX);
  return luck.oneIn(8) ? mutateBytes(bytes, other.bytes, luck) : bytes;
}

/** Has one input read, and adds what came of it. */
export function tryOne(tally: Tally, campaign: Campaign, number: number): Tally {
  const made = make(campaign, number);
  const { target, input } = made;
  const { ms, refused, found } = read(made);
  // What took long may have had to wait for others on this machine, so it is read again, and the better time counts.
  const again = ms < AGAIN_MS ? ms : Math.min(ms, read(make(campaign, number)).ms);
  return {
    inputs: tally.inputs + 1,
    bytes: tally.bytes + input.length,
    taken: tally.taken + (refused ? 0 : 1),
    refused: tally.refused + (refused ? 1 : 0),
    findings:
      found === null
        ? tally.findings
        : withFinding(tally.findings, { target: target.name, what: found, input: number, times: 1 }),
    slowest: withSlow(tally.slowest, { input: number, target: target.name, ms: again, bytes: input.length }),
  };
}

const AGAIN_MS = 30;

function read({ target, input, chance: luck }: Made): { ms: number; refused: boolean; found: string | null } {
  const startMs = performance.now();
  let refused = false;
  let found: string | null = null;
  try {
    const size = target.run(input, luck);
    if (size > input.length * AMPLIFIED_MAX + FREE_BYTES) found = `makes ${size} bytes out of ${input.length}`;
  } catch (error) {
    refused = true;
    if (!(error instanceof Fault) || error.kind === 'bug') found = describe(error);
  }
  return { ms: performance.now() - startMs, refused, found };
}

/** Both together. */
export function sum(one: Tally, other: Tally): Tally {
  return {
    inputs: one.inputs + other.inputs,
    bytes: one.bytes + other.bytes,
    taken: one.taken + other.taken,
    refused: one.refused + other.refused,
    findings: other.findings.reduce(withFinding, one.findings),
    slowest: other.slowest.reduce(withSlow, one.slowest),
  };
}

function withFinding(findings: readonly Finding[], found: Finding): readonly Finding[] {
  const at = findings.findIndex(({ target, what }) => target === found.target && what === found.what);
  const known = findings[at];
  return known === undefined ? [...findings, found] : findings.with(at, { ...known, times: known.times + found.times });
}

function withSlow(slowest: readonly Slow[], one: Slow): readonly Slow[] {
  const last = slowest.at(-1);
  if (slowest.length >= SLOWEST && last !== undefined && one.ms <= last.ms) return slowest;
  return [...slowest, one].sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
}

/** An error and the first place of ours in it, so that the same mistake is the same finding. */
function describe(error: unknown): string {
  const cause = error instanceof Fault && error.cause !== undefined ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  const [, place = ''] = /\/((?:src|test)\/[\w./-]+\.ts:\d+)/.exec(cause.stack ?? '') ?? [];
  const words = cause.name === 'Oddity' ? cause.message : cause.message.replaceAll(/"[^"]*"|\d+/g, '…').slice(0, 120);
  return `${cause.name}: ${words} at ${place}`;
}
