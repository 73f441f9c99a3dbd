import { counted, listed } from '../../page/words.ts';
import { type Cut, type Loss, lossesOf, type Need, type Node } from './graph.ts';

/** What a node is, for people. */
export const NODE_KINDS: Readonly<Record<Node['kind'], string>> = {
  gateway: 'the way to all of them',
  service: 'who answers',
  company: 'company or cloud',
  edge: 'edge network',
  models: 'models, wherever they run',
};

/** Losses that say something: a service stands on a company, which is told anyway. */
export function tellingLosses(needs: readonly Need[]): readonly Loss[] {
  return lossesOf(needs).filter(({ node, withoutAi }) => node.kind !== 'service' && withoutAi.length > 0);
}

export const isCritical = (one: Need): boolean => one.isCritical;

export function needNames(needs: readonly Need[]): string {
  return listed(
    needs.map(({ name }) => name),
    4,
  );
}

/** `2 of 4 (50 %)` */
export const share = (some: number, all: number): string => `${some} of ${all} (${Math.round((100 * some) / all)} %)`;

/** What can stop something by itself. */
export function soleWords(cuts: readonly Cut[], needs: readonly Need[]): string {
  const unknown = needs.filter(({ parts }) => parts.length === 0).length;
  const dark = unknown === 0 ? '' : ` Of ${counted(unknown, 'one', 'ones')} nobody knows what it stands on.`;
  const sole = cuts.filter(({ nodes }) => nodes.length === 1);
  const [worst] = sole;
  if (worst === undefined) return `Nothing that is known here stops anything by itself.${dark}`;
  const name = worst.nodes[0]?.name ?? '';
  return `${counted(sole.length, 'thing')} can stop something by ${sole.length === 1 ? 'itself' : 'themselves'}. The worst is ${name}: without it ${worst.stopped.length} of ${needs.length} stand${worst.stopped.length === 1 ? 's' : ''} still.${dark}`;
}
