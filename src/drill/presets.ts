import type { FaultName } from './sandbox/faults.ts';
import type { Aim } from './sandbox/provider-state.ts';

/** Whom a project asks when its addresses lead to the sandbox. */
export const ASKED = ['anthropic', 'openai', 'gemini', 'ollama'] as const;
export type Asked = (typeof ASKED)[number];

/** What a workflow has to be ready for, by the names of `audit/workflows/scenarios.ts`. */
type Shows = 'provider-down' | 'brownout' | 'stream-cut' | 'model-suspended' | 'edge-down' | 'no-models';

/** An outage, as the tests of a project can meet it. */
export type Preset = {
  /** What happens, in one sentence. */
  readonly title: string;
  /** Whom it takes: `each` that is asked without an outage, one after the other; `all` at once; or these at once. */
  readonly takes: 'each' | 'all' | readonly Asked[];
  readonly fault: FaultName;
  readonly aim?: Aim;
  /** What going on in it shows; null: nothing that workflows are asked for. */
  readonly shows: Shows | null;
  /** It is run unless somebody names others, where a workflow has to be ready for what it shows. */
  readonly isUsual?: true;
  /** Where it is from; empty: it is no particular one. */
  readonly source: string;
};

const STATUS_PAGE = 'incident on the official status page';

/**
 * Outages by name, the usual ones first, then what has happened. Only what a client can see of them is played: who fails, with what, how
 * often. What lasts for hours there lasts for one run here. Where makers have told no statuses, the fault is an assumption.
 */
// oxfmt-ignore
export const PRESETS = {
  down:                        { title: 'It says that it is overloaded.', takes: 'each', fault: 'overloaded', shows: 'provider-down', isUsual: true, source: '' },
  hang:                        { title: 'It takes requests and never says anything.', takes: 'each', fault: 'header-hang', shows: 'provider-down', isUsual: true, source: '' },
  brownout:                    { title: 'One request in three fails.', takes: 'each', fault: 'internal-error', aim: { every: 3 }, shows: 'brownout', isUsual: true, source: '' },
  cut:                         { title: 'Its answers break off, whole ones and streams.', takes: 'each', fault: 'reset-mid-event', aim: { orElse: 'reset-mid-body' }, shows: 'stream-cut', isUsual: true, source: '' },
  'deprecation-day':           { title: 'It has no such model any more.', takes: 'each', fault: 'no-such-model', shows: 'model-suspended', isUsual: true, source: '' },
  'cloudflare-2025-11-18':     { title: 'A web page stands in the place of answers of all behind the same edge.', takes: ['anthropic', 'openai'], fault: 'bad-gateway-html', shows: 'edge-down', isUsual: true, source: 'post-mortem of Cloudflare: 11:20 to 17:06 UTC, HTML error pages; that both answer 502 is an assumption' },
  'total-ai-loss':             { title: 'Nobody answers at all: every connection breaks.', takes: 'all', fault: 'reset-before-headers', shows: 'no-models', isUsual: true, source: '' },
  'account-suspended':         { title: 'The quota is used up, which waiting does not cure.', takes: 'each', fault: 'insufficient-quota', shows: 'provider-down', source: '' },
  'key-leak-rotate':           { title: 'Every second request meets a key that is not accepted any more.', takes: 'each', fault: 'unauthorized', aim: { every: 2 }, shows: null, source: '' },
  'region-legal-block':        { title: 'It does not serve this country any more.', takes: 'each', fault: 'region-blocked', shows: 'provider-down', source: '' },
  empty:                       { title: 'It answers in good order and says nothing.', takes: 'each', fault: 'empty-completion', shows: null, source: '' },
  'openai-2024-12-11':         { title: 'OpenAI answers 503 to everything.', takes: ['openai'], fault: 'unavailable', shows: 'provider-down', source: 'post-mortem of OpenAI: 15:16 to 19:38 PST; the status is an assumption' },
  'openai-2025-06-10':         { title: 'One request in four to OpenAI fails.', takes: ['openai'], fault: 'internal-error', aim: { every: 4 }, shows: 'brownout', source: 'post-mortem of OpenAI: about 15 hours, availability of the API down to about 75 %' },
  'google-2025-06-12':         { title: 'Gemini answers 503 to everything.', takes: ['gemini'], fault: 'unavailable', shows: 'provider-down', source: 'incident report of Google Cloud: 10:51 to 18:18 PDT' },
  'anthropic-2026-06-02':      { title: 'Every second request to Claude meets an overload.', takes: ['anthropic'], fault: 'overloaded', aim: { every: 2 }, shows: 'brownout', source: `${STATUS_PAGE}: 344 minutes; the share is an assumption` },
  'anthropic-2026-06-16':      { title: 'One request in ten to Claude fails.', takes: ['anthropic'], fault: 'internal-error', aim: { every: 10 }, shows: 'brownout', source: `${STATUS_PAGE}: elevated errors of about 10 %` },
  'anthropic-2026-06-22':      { title: 'One family of models of Claude is overloaded: Opus.', takes: ['anthropic'], fault: 'overloaded', aim: { models: ['*opus*'] }, shows: null, source: `${STATUS_PAGE}: 392 minutes` },
  'anthropic-2026-06-23':      { title: 'Claude says that it is overloaded.', takes: ['anthropic'], fault: 'overloaded', shows: 'provider-down', source: `${STATUS_PAGE}: 145 minutes, major` },
  'model-suspended-2026-06-13': { title: 'The models of Anthropic may not be used.', takes: ['anthropic'], fault: 'permission-denied', shows: 'model-suspended', source: `${STATUS_PAGE}: two models, 13 June to 1 July; the status is an assumption` },
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetId = keyof typeof PRESETS;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The keys of the table are its presets.
export const PRESET_IDS = Object.keys(PRESETS) as readonly PresetId[];

export function isPreset(text: string): text is PresetId {
  return Object.hasOwn(PRESETS, text);
}
