import type { Level, OfficialUpdate, Stage } from './official.ts';
import type { Cell, Evidence } from './verdict.ts';

/**
 * A spell of trouble of one surface, as we saw it, as its maker told it, or both. Kept for ever. All times are ms since 1970.
 * `imported`: from the history that comes with Failsoft.
 */
export type Incident = {
  readonly id: string;
  /** Empty where its page does not say what it is about. */
  readonly surface: string;
  readonly title: string;
  /** The worst that it was. */
  readonly level: Level;
  readonly observed: Observed | null;
  readonly official: Official | null;
  readonly imported: boolean;
  /** While it lasted, of our own requests: */
  readonly requests: Requests;
};

export type Observed = {
  readonly cells: readonly Cell[];
  readonly startedAtMs: number;
  /** When we were sure. */
  readonly foundAtMs: number;
  readonly endedAtMs: number | null;
  readonly evidence: readonly Evidence[];
};

export type Official = {
  readonly page: string;
  readonly id: string;
  readonly url: string;
  readonly stage: Stage;
  readonly scope: readonly string[];
  readonly startedAtMs: number;
  readonly postedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly updates: readonly OfficialUpdate[];
};

/** `saved`: answered by a standby although the first rung failed. `lost`: not answered. */
export type Requests = {
  readonly affected: number;
  readonly saved: number;
  readonly lost: number;
};

/** How long the page was behind us, ms: negative where it was first. Null where one of both never spoke. */
export function leadMs({ observed, official }: Pick<Incident, 'observed' | 'official'>): number | null {
  const postedAtMs = official?.postedAtMs ?? null;
  return observed === null || postedAtMs === null ? null : postedAtMs - observed.foundAtMs;
}

/** When it began, by whoever says so first. */
export function startOf({ observed, official }: Pick<Incident, 'observed' | 'official'>): number {
  return Math.min(observed?.startedAtMs ?? Number.POSITIVE_INFINITY, official?.startedAtMs ?? Number.POSITIVE_INFINITY);
}

/** When it was over for all who speak of it; null while it is not. */
export function endOf({ observed, official }: Pick<Incident, 'observed' | 'official'>): number | null {
  const ends = [observed, official].flatMap((one) => (one === null ? [] : [one.endedAtMs]));
  return ends.includes(null) ? null : Math.max(...ends.map((end) => end ?? 0));
}

/** All that people may remember of it, in small letters, for those who look for it by words. */
export function textOf({ surface, title, observed, official }: Incident): string {
  const cells = observed?.cells.map(({ provider, model }) => `${provider ?? ''} ${model ?? ''}`) ?? [];
  const evidence = observed?.evidence.map(({ text }) => text) ?? [];
  const updates = official?.updates.map(({ text }) => text) ?? [];
  return [title, surface, ...(official?.scope ?? []), ...cells, ...evidence, ...updates].join('\n').toLowerCase();
}
