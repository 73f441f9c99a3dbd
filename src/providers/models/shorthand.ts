import type { Effort } from '../../model/conversation.ts';
import type { ModelFacts, Price } from './facts.ts';

/** Words for rows of the tables that would be longer without them. */

export const K = 1_000;
export const M = 1_000_000;

type Rates = readonly [input: number, output: number, cacheRead?: number | null, cacheWrite?: number | null];

/** US dollars per million tokens. */
export function usd(...[input, output, cacheRead = null, cacheWrite = null]: Rates): Price {
  return { input, output, cacheRead, cacheWrite, above: null };
}

/** The same with other rates for a question of more than `tokens`. */
export function tiered(below: Rates, tokens: number, rates: Rates): Price {
  const { above: _, ...above } = usd(...rates);
  return { ...usd(...below), above: { ...above, tokens } };
}

const NONE = { image: false, pdf: false, audio: false, video: false } as const;

/** Text and nothing else. */
export const TEXT: ModelFacts['media'] = NONE;
export const IMAGES: ModelFacts['media'] = { ...NONE, image: true };
export const DOCUMENTS: ModelFacts['media'] = { ...NONE, image: true, pdf: true };
export const EVERYTHING: ModelFacts['media'] = { image: true, pdf: true, audio: true, video: true };

const LADDER: readonly Effort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** The levels of effort from one to another. */
export function efforts(from: Effort, to: Effort): readonly Effort[] {
  return LADDER.slice(LADDER.indexOf(from), LADDER.indexOf(to) + 1);
}

/** `none`, and then from `low` on. */
export function offOr(to: Effort): readonly Effort[] {
  return ['none', ...efforts('low', to)];
}
