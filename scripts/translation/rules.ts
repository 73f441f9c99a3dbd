import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProtocolId, Quirks } from '../../src/protocols/protocol.ts';
import { PROVIDERS } from '../../src/providers/index.ts';
import { commentAbove } from '../limits.ts';
import type { CallerId, Feature } from './feature.ts';
import { ASKING, hop, type State, TARGETS } from './hop.ts';

/** A rule that a provider or a model may have: its name and value, and what it says. */
export type Rule = {
  readonly name: string;
  readonly value: string;
  readonly what: string;
  readonly effects: readonly Effect[];
};

/** What is different under a rule in one dialect, and which providers have it for all of their models. */
export type Effect = {
  readonly target: ProtocolId;
  readonly providers: readonly string[];
  readonly changes: readonly Change[];
};

/** Features of which this becomes under a rule, where it is something else than without it. */
export type Change = { readonly to: State; readonly features: readonly string[] };

/** Every rule with the values that are tried. A rule without a line does not compile. */
const VALUES: { readonly [Name in keyof Required<Quirks>]: readonly Required<Quirks>[Name][] } = {
  noSampling: [true],
  noForcedTools: [true],
  noStop: [true],
  oldMaxTokens: [true],
  refused: [
    ['frequency_penalty', 'presence_penalty'],
    ['logprobs', 'top_logprobs', 'logit_bias', 'messages.name'],
  ],
  randomSeed: [true],
  noStreamOptions: [true],
  noSchema: [true],
  developerRole: [true],
  noEffort: [true],
  noImages: [true],
  noImageUrls: [true],
  noThinking: [true],
  thinkingSwitch: [true],
  thinks: [['adaptive'], ['adaptive', 'always'], ['budget'], ['budget', 'always']],
  silentEffort: ['high'],
  noForcedThinking: [true],
  budgets: [[128, 32_768]],
  noPdf: [true],
  noTools: [true],
  toolsEffort: ['unsaid', 'none'],
  alternates: [true],
  systemFirst: [true],
  noPrefill: [true],
  webSearch: ['asked', 'always'],
  thoughtsBack: [true],
  shortIds: [true],
  noUserAfterResults: [true],
  freeText: [true],
  cacheHints: ['control', 'breakpoint'],
  efforts: [
    ['low', 'high'],
    ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
  ],
  mediaInResults: [true],
  contextTokens: [8_192],
};

const SOURCE = readFileSync(fileURLToPath(new URL('../../src/protocols/protocol.ts', import.meta.url)), 'utf8');

const RULES = Object.entries(VALUES).flatMap(([name, values]) =>
  values.map((value) => ({ name, value, quirks: { [name]: value } satisfies Quirks })),
);

/** Every rule that changes what becomes of a feature. */
export function rulesOf(features: readonly Feature[]): readonly Rule[] {
  return RULES.flatMap(({ name, value, quirks }) => {
    const effects = TARGETS.flatMap((target) => {
      const changes = features.flatMap((feature) => changesOf(feature, target, quirks));
      return changes.length === 0
        ? []
        : [{ target, providers: whoHas(name, value, target), changes: gathered(changes) }];
    });
    const what = commentAbove(SOURCE, new RegExp(`^ {2}readonly ${name}\\?: `, 'm'));
    return effects.length === 0
      ? []
      : [{ name, value: value === true ? '' : [value].flat().join(', '), what, effects }];
  });
}

type Turn = { readonly feature: string; readonly to: State };

function changesOf(feature: Feature, target: ProtocolId, quirks: Quirks): readonly Turn[] {
  return callersOf(feature).flatMap((caller) => {
    const to = hop(feature, caller, target, quirks)?.state;
    return to === undefined || to === hop(feature, caller, target)?.state ? [] : [{ feature: feature.title, to }];
  });
}

function callersOf({ said }: Feature): readonly CallerId[] {
  return ASKING.filter((caller) => said[caller] !== undefined);
}

/** From what is best for the caller to what is worst. */
const RANKS: readonly State[] = ['carried', 'ours', 'needless', 'changed', 'dropped', 'lost', 'refused', 'silent'];

/** Does a feature come through better where a provider is known to have some rule? */
export function isBetterByRule(feature: Feature, caller: CallerId, target: ProtocolId): boolean {
  const rank = (quirks: Quirks): number => RANKS.indexOf(hop(feature, caller, target, quirks)?.state ?? 'carried');
  const most = Math.min(rank({}) - 1, RANKS.indexOf('dropped'));
  return RULES.some(({ quirks }) => rank(quirks) <= most);
}

function whoHas(name: string, value: unknown, target: ProtocolId): readonly string[] {
  return Object.values(PROVIDERS).flatMap(({ id, protocol, quirks, also }) => {
    const own: Readonly<Record<string, unknown>> = protocol === target ? quirks : (also?.[target]?.quirks ?? {});
    return JSON.stringify(own[name]) === JSON.stringify(value) ? [id] : [];
  });
}

function gathered(turns: readonly Turn[]): readonly Change[] {
  return RANKS.flatMap((to) => {
    const features = turns.filter((turn) => turn.to === to).map(({ feature }) => feature);
    return features.length === 0 ? [] : [{ to, features: [...new Set(features)] }];
  });
}
