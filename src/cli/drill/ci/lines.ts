import { type Preset, PRESET_IDS, PRESETS } from '../../../drill/presets.ts';
import { type Channel, columns, duration, harmless } from '../../print.ts';
import { STYLES } from '../lines.ts';
import type { Planned, Shown } from './runs.ts';
import type { Moved } from './standings.ts';

type Paint = Channel['paint'];

/** What each run has shown, for people, and then how the workflows stand by it. */
export function ciLines(
  runs: readonly Shown[],
  moved: readonly Moved[],
  { paint }: Pick<Channel, 'paint'>,
): readonly string[] {
  const head = ['  outage', 'takes', 'shown', 'requests', 'met it', 'took', 'why'].map((text) => paint('dim', text));
  const rows = runs.map((run) => {
    const [sign, style] = STYLES[run.verdict];
    return [
      `${paint(style, sign)} ${run.preset}`,
      takenIn(run),
      paint(style, run.verdict.toUpperCase()),
      String(run.requests),
      String(run.struck),
      duration(run.tookMs),
      run.why,
    ];
  });
  return [...columns([head, ...rows]), ...movedLines(moved, paint), '', summary(runs)];
}

/** Whom a run takes, for people. */
export function takenIn({ preset, takes }: Planned): string {
  const { takes: whom }: Preset = PRESETS[preset];
  return whom === 'all' ? 'everybody' : takes.join(', ');
}

function movedLines(moved: readonly Moved[], paint: Paint): readonly string[] {
  if (moved.length === 0) return [];
  const head = ['  workflow', 'scenario', 'stands', 'because'].map((text) => paint('dim', text));
  const rows = moved.map(({ workflow, scenario, was, is, because }) => [
    `  ${harmless(workflow)}`,
    scenario,
    was === is ? is : `${was} → ${is}`,
    because,
  ]);
  const against = moved.filter(({ contradicted }) => contradicted !== '');
  return [
    '',
    ...columns([head, ...rows]),
    ...against.map((one) => `${paint('yellow', '!')} ${harmless(one.workflow)}: ${one.contradicted}`),
  ];
}

function summary(runs: readonly Shown[]): string {
  const count = (verdict: Shown['verdict']): number => runs.filter((one) => one.verdict === verdict).length;
  const [passed, failed, nothing] = [count('passed'), count('failed'), count('void')];
  return `${passed} of ${runs.length} passed${failed > 0 ? `, ${failed} failed` : ''}${nothing > 0 ? `, ${nothing} showed nothing` : ''}.`;
}

/** Every outage that can be played, for people. */
export function presetLines({ paint }: Pick<Channel, 'paint'>): readonly string[] {
  const head = ['name', 'takes', 'shows', 'what happens'].map((text) => paint('dim', text));
  const rows = PRESET_IDS.map((id) => {
    const { takes, shows, title }: Preset = PRESETS[id];
    const whom = takes === 'each' ? 'each in turn' : takes === 'all' ? 'everybody' : takes.join(', ');
    return [id, whom, shows ?? '–', title];
  });
  return columns([head, ...rows]);
}
