import type { DeferRung } from '../../model/route.ts';
import type { Cancel } from '../../world/world.ts';
import type { Asked } from '../asked.ts';
import type { BelowAnswer } from './below.ts';

/**
 * Takes in a question that is to be answered later. `found` is called once, when that would survive the end of this process, with what
 * the caller is told; or with null: it could not be promised. Never after it was cancelled.
 */
export type Promises = {
  readonly promise: (rung: DeferRung, asked: Asked, found: (answer: BelowAnswer | null) => void) => Cancel;
  /** Can anything be promised now? */
  readonly areKept: () => boolean;
};

/** In which a caller says whether it wants a promise, and which. */
export const PROMISE_HEADERS = [
  'x-failsoft-defer',
  'x-failsoft-expires',
  'x-failsoft-order',
  'x-failsoft-priority',
  'x-failsoft-webhook',
  'idempotency-key',
] as const;

/** Where nothing can be stored. */
export const noPromises: Promises = {
  promise: (_, __, found) => {
    found(null);
    return () => {};
  },
  areKept: () => false,
};
