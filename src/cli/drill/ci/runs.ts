import { type Preset, type PresetId, PRESETS } from '../../../drill/presets.ts';
import { matches } from '../../../model/route.ts';
import type { Performed } from './perform.ts';

/** One run of the command that is to be: an outage, and whom it takes. */
export type Planned = { readonly preset: PresetId; readonly takes: readonly string[] };

/** What reached the simulated providers in a run. */
export type Reached = {
  readonly requests: number;
  /** Who was asked, in this order. */
  readonly asked: readonly string[];
  readonly models: readonly string[];
  /** How many requests the outage met, and of which workflows, as they name themselves. */
  readonly struck: number;
  readonly workflows: readonly string[];
};

/** What a run has come to. `void`: it shows nothing, and is no pass. */
export type Shown = Planned &
  Reached &
  Performed & { readonly verdict: 'passed' | 'failed' | 'void'; readonly why: string };

/** The runs that outages come to, for a project that asks these without an outage, out of all these. */
export function plannedFor(
  presets: readonly PresetId[],
  { first, places }: { readonly first: readonly string[]; readonly places: readonly string[] },
): readonly Planned[] {
  return presets.flatMap((preset): readonly Planned[] => {
    const { takes }: Preset = PRESETS[preset];
    if (takes === 'each') return first.map((one) => ({ preset, takes: [one] }));
    return [{ preset, takes: takes === 'all' ? places : takes }];
  });
}

/** Does an outage take anything that a project asks for? */
export function concerns(preset: PresetId, { asked, models }: Pick<Reached, 'asked' | 'models'>): boolean {
  const { takes, aim }: Preset = PRESETS[preset];
  const { models: struck } = aim ?? {};
  if (struck !== undefined && !models.some((one) => matches(struck, one))) return false;
  return takes === 'each' || takes === 'all' || takes.some((one) => asked.includes(one));
}

/** What a run has shown: a command that never met the outage has shown nothing, however it ended. */
export function judge(planned: Planned, reached: Reached, performed: Performed): Shown {
  return { ...planned, ...reached, ...performed, ...verdictOn(reached, performed) };
}

function verdictOn({ struck }: Reached, { code, tookMs }: Performed): Pick<Shown, 'verdict' | 'why'> {
  if (struck === 0)
    return { verdict: 'void', why: 'no request met it: nobody was asked, or somebody who stands in for the SDK' };
  if (code === null)
    return {
      verdict: 'failed',
      why: `it was still at it after ${Math.round(tookMs / 1_000)} s: something waits without a deadline`,
    };
  return code === 0
    ? { verdict: 'passed', why: 'it ended with 0' }
    : { verdict: 'failed', why: `it ended with ${code}` };
}
