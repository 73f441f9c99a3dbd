/** Something that happens to AI, and for which a workflow has to be ready. */
type Scenario = {
  readonly title: string;
  /**
   * What is lost with the service that serves first. `provider`: everything that its company or cloud runs. `maker`: the models of their
   * maker, wherever they run. `edge`: all behind the same edge network. `models`: every model that is not on a machine of one's own.
   */
  readonly loses: 'provider' | 'maker' | 'edge' | 'models';
  /** How long nine in ten of them last at most, minutes, and where that is from. */
  readonly lastsMinutes: number;
  readonly source: string;
};

const DURATIONS = 'incidents of the Claude API, May and June 2026: half up to 55 min, nine in ten up to 137 min';

export const SCENARIOS = {
  'provider-down': { title: 'The provider is down', loses: 'provider', lastsMinutes: 137, source: DURATIONS },
  brownout: { title: 'A part of its calls fails', loses: 'provider', lastsMinutes: 137, source: DURATIONS },
  'stream-cut': { title: 'Its answers break off', loses: 'provider', lastsMinutes: 137, source: DURATIONS },
  'model-suspended': {
    title: 'Its models are taken away',
    loses: 'maker',
    lastsMinutes: 27_036,
    source: 'two models of Anthropic, 13 June to 1 July 2026',
  },
  'edge-down': {
    title: 'The edge network before it is down',
    loses: 'edge',
    lastsMinutes: 346,
    source: 'Cloudflare, 18 November 2025, 11:20 to 17:06 UTC',
  },
  'no-models': {
    title: 'No model can be reached at all',
    loses: 'models',
    lastsMinutes: 240,
    source: 'an assumption: half a working day',
  },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioId = keyof typeof SCENARIOS;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The keys of the table are its scenarios.
export const SCENARIO_IDS = Object.keys(SCENARIOS) as [ScenarioId, ...ScenarioId[]];

export const CRITICALITIES = ['critical', 'important', 'minor'] as const;
export type Criticality = (typeof CRITICALITIES)[number];

/** What a workflow has to be ready for, by how much depends on it. */
export const REQUIRED: Readonly<Record<Criticality, readonly ScenarioId[]>> = {
  critical: SCENARIO_IDS,
  important: ['provider-down', 'brownout', 'stream-cut'],
  minor: ['provider-down'],
};
