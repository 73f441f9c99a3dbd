import { type Asked, ASKED, type Preset, PRESETS } from '../../../drill/presets.ts';
import type { Sandbox } from '../../../drill/sandbox/sandbox.ts';
import type { Planned, Reached } from './runs.ts';

/** Lets all simulated providers be well, but for those that an outage takes; null: all are well. */
export function setStage(sandbox: Sandbox, planned: Planned | null): void {
  sandbox.clear();
  if (planned === null) return;
  const { fault, aim }: Preset = PRESETS[planned.preset];
  for (const one of planned.takes) sandbox.setFault(one, fault, aim);
}

/** What has reached them since. */
export function reachedAt(sandbox: Sandbox): Reached {
  const seen = ASKED.flatMap((asked) => sandbox.seen(asked).map((request) => ({ asked, ...request }))).toSorted(
    (a, b) => a.atMs - b.atMs,
  );
  const struck = seen.filter(({ fault }) => fault !== null);
  return {
    requests: seen.length,
    asked: [...new Set(seen.map(({ asked }): Asked => asked))],
    struck: struck.length,
    workflows: [...new Set(struck.map(({ headers }) => headers['x-failsoft-workflow'] ?? ''))].filter(
      (name) => name !== '',
    ),
  };
}
