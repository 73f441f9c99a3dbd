import { type Effort, EFFORTS } from '../model/conversation.ts';

/**
 * The effort, of those that a model knows, that comes closest to a wish without going beyond it; where all go beyond it, the least
 * of them. `none` stands for no thinking at all and is given only to those who wished for it. Null when none is known.
 */
export function nearestEffort(known: readonly Effort[], wanted: Effort): Effort | null {
  const able = EFFORTS.filter((effort) => known.includes(effort) && (effort !== 'none' || wanted === 'none'));
  const below = able.filter((effort) => EFFORTS.indexOf(effort) <= EFFORTS.indexOf(wanted));
  return below.at(-1) ?? able[0] ?? null;
}
