import type { Trial } from '../../model/trial.ts';
import type { Drill, Running } from './drills.ts';

/** How much of it fails. */
export function troubleOf({ mode, share }: Drill): Trial['trouble'] {
  if (mode === 'cut') return 'cut';
  return mode === 'slow' || share < 1 ? 'some' : 'all';
}

/** What it has come to. */
export function trialOf({ drill, circumstances, startedAtMs, counted, ...running }: Running, endedAtMs: number): Trial {
  const { config, code } = circumstances;
  return {
    id: `drill-${new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`,
    kind: 'drill',
    providers: drill.providers,
    trouble: troubleOf(drill),
    what: drill.share < 1 ? `${drill.mode}, ${Math.round(drill.share * 100)} %` : drill.mode,
    startedAtMs: Math.round(startedAtMs),
    endedAtMs,
    foundAtMs: null,
    config,
    code,
    void: whyVoid({ counted, ...running }),
    harm: running.stop?.kind === 'harm' ? running.stop.why : '',
    groups: counted.groups(),
  };
}

type Ended = Pick<Running, 'spoiled' | 'stop' | 'underWay' | 'hasStruck' | 'counted'>;

/** What was lost is known whatever is still under way. */
function whyVoid({ spoiled, stop, underWay, hasStruck, counted }: Ended): string {
  if (stop?.kind === 'blind') return stop.why;
  // Those who rested before it began were led past for another reason.
  if (!hasStruck && counted.groups().length > 0) return 'no call was made to fail; it may have rested already';
  if (stop === null && underWay.size > 0) return `${underWay.size} requests were still under way a minute after it`;
  return spoiled;
}
