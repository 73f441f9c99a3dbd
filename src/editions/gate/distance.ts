import type { Format } from '../../model/slot.ts';
import { fine, type Look, wrong } from './candidate.ts';
import { proseOf, wordsOf } from './prose.ts';

/** It is neither the current edition again nor something else altogether. */
export const distance: Look = ({ body, previous, slot: { format, rules } }) => {
  if (previous === null) return null;
  if (body === previous) return wrong('It is word for word the current edition, although its sources have changed');
  if (rules.distanceMax === null) return null;
  const far = distanceOf(previous, body, format);
  const said = `${percent(far)} of it differs from the current edition, ${percent(rules.distanceMax)} may`;
  return far <= rules.distanceMax ? fine(said) : wrong(said);
};

/** How much of two texts differs, 0–1: one less the share of pairs of words that they have in common (Dice). */
export function distanceOf(one: string, other: string, format: Format): number {
  const [mine, theirs] = [pairsOf(one, format), pairsOf(other, format)];
  const sizes = sum(mine) + sum(theirs);
  if (sizes === 0) return one === other ? 0 : 1;
  let common = 0;
  for (const [pair, times] of mine) common += Math.min(times, theirs.get(pair) ?? 0);
  return 1 - (2 * common) / sizes;
}

function pairsOf(text: string, format: Format): ReadonlyMap<string, number> {
  const words = ['', ...wordsOf(proseOf(text, format)), ''];
  const pairs = new Map<string, number>();
  for (let at = 1; at < words.length; at += 1) {
    const pair = `${words[at - 1]} ${words[at]}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

function sum(pairs: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const times of pairs.values()) total += times;
  return total;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
