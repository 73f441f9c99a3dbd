import type { JobStore } from './job-store.ts';

/** A step of the queue, on its way to the thread that takes it. */
export type JobOrder = { readonly kind: keyof JobStore; readonly argument: unknown };

/** What came of it. */
export type JobOutcome = { readonly kind: 'done'; readonly value: unknown };
