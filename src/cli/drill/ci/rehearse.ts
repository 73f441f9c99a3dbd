import type { Variables } from '../../../config/environment.ts';
import type { Asked, PresetId } from '../../../drill/presets.ts';
import type { Program } from '../../launch/program.ts';
import { type Performed, perform } from './perform.ts';
import { type Reached, type Planned, concerns, judge, plannedFor, type Shown } from './runs.ts';
import type { Scene } from './scene.ts';
import { PLAYED } from './variables.ts';

/** The command, and what it is to go through. */
export type Order = {
  readonly program: Program;
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Variables;
  /** What leads it to where those are whom it asks. */
  readonly leading: (addressOf: (asked: Asked) => string) => Variables;
  readonly presets: readonly PresetId[];
  /** Outages that take nobody whom it asks are left out. Otherwise they are run, and show nothing. */
  readonly isForgiving: boolean;
  /** How long it may take, ms; null: so long as it takes without an outage allows. */
  readonly limitMs: number | null;
};

/** Who hears how far it is, and who wants it to end. */
export type Company = {
  readonly begins: (planned: Planned) => void;
  readonly ended: (run: Performed & Pick<Shown, 'verdict'>) => void;
  readonly signal: AbortSignal;
};

/** How it went. Null: the command failed, or asked nobody, without any outage; then nothing can be shown. */
export type Rehearsed = { readonly usual: Performed & Reached; readonly runs: readonly Shown[] | null };

/** A run without an outage may take so long, ms. */
const USUAL_MS_MAX = 3_600_000;
/** In an outage it may take so many times what it takes without one, and this much more, ms. What takes longer hangs. */
const TIMES_MAX = 3;
const MORE_MS = 60_000;

/** Runs a command without an outage, and then once in each. */
export async function rehearse(order: Order, scene: Scene, company: Company): Promise<Rehearsed> {
  const usual = await run(order, scene, { planned: null, limitMs: order.limitMs ?? USUAL_MS_MAX, company });
  if (usual.code !== 0 || usual.requests === 0) return { usual, runs: null };
  const presets = order.isForgiving ? order.presets.filter((one) => concerns(one, usual)) : order.presets;
  const limitMs = order.limitMs ?? MORE_MS + TIMES_MAX * usual.tookMs;
  const runs: Shown[] = [];
  for (const planned of plannedFor(presets, { first: usual.asked, places: scene.places })) {
    if (company.signal.aborted) break;
    company.begins(planned);
    const done = await run(order, scene, { planned, limitMs, company });
    const shown = judge(planned, done, done);
    company.ended(shown);
    runs.push(shown);
  }
  return { usual, runs };
}

type Part = { readonly planned: Planned | null; readonly limitMs: number; readonly company: Company };

async function run(order: Order, scene: Scene, { planned, limitMs, company }: Part): Promise<Performed & Reached> {
  const addressOf = await scene.begin(planned);
  try {
    // A shell may have the last one from elsewhere; undefined takes it out.
    const env = { ...order.env, ...order.leading(addressOf), [PLAYED]: planned?.preset };
    const performed = await perform({ ...order, env, limitMs, signal: company.signal });
    return { ...performed, ...(await scene.reached()) };
  } finally {
    await scene.end();
  }
}
