import { type Asked, ASKED, type Preset, PRESETS } from '../../../drill/presets.ts';
import type { Sandbox } from '../../../drill/sandbox/sandbox.ts';
import type { Planned, Reached } from './runs.ts';

/** What stands in the place of providers while a command runs. */
export type Scene = {
  /** Whom it has: simulated providers by their names. */
  readonly places: readonly string[];
  /** All of them are well, but for those that an outage takes; null: all. Gives where a command finds who it asks. */
  readonly begin: (planned: Planned | null) => Promise<(asked: Asked) => string>;
  /** What has reached them since. */
  readonly reached: () => Promise<Reached>;
  /** The run is over. */
  readonly end: () => Promise<void>;
};

/** Simulated providers alone: what a project does itself is what is tried. */
export function bareScene(sandbox: Sandbox): Scene {
  return {
    places: ASKED,
    begin: async (planned) => {
      cast(sandbox, planned);
      return Promise.resolve((asked) => `${sandbox.url}/${asked}`);
    },
    reached: async () => {
      const seen = seenAt(sandbox, ASKED);
      const struck = seen.filter(({ fault }) => fault !== null);
      return Promise.resolve({
        requests: seen.length,
        asked: [...new Set(seen.map(({ place }) => place))],
        models: namesIn(seen.map(modelIn)),
        struck: struck.length,
        workflows: namesIn(struck.map(({ headers }) => headers['x-failsoft-workflow'] ?? '')),
      });
    },
    end: async () => Promise.resolve(),
  };
}

/** Lets simulated providers be well, or fail as the outage wants it. */
export function cast(sandbox: Sandbox, planned: Planned | null): void {
  sandbox.clear();
  if (planned === null) return;
  const { fault, aim }: Preset = PRESETS[planned.preset];
  for (const one of planned.takes) sandbox.setFault(one, fault, aim);
}

type Seen = ReturnType<Sandbox['seen']>[number] & { readonly place: string };

/** What simulated providers got, the oldest first. */
export function seenAt(sandbox: Sandbox, places: readonly string[]): readonly Seen[] {
  return places
    .flatMap((place) => sandbox.seen(place).map((request) => ({ place, ...request })))
    .toSorted((a, b) => a.atMs - b.atMs);
}

/** The model that a request asks for: it stands in its body, at Gemini in its path. */
function modelIn({ path, body }: Seen): string {
  const [, inBody, inPath] = /"model"\s*:\s*"([^"]*)"|models\/([^/:]+)/.exec(`${body} ${path}`) ?? [];
  return inBody ?? inPath ?? '';
}

/** Each name once; who has none is left out. */
export function namesIn(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== '');
}
