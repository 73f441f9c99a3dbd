import type { Severity } from './alert.ts';
import type { Notice, Place } from './channel.ts';

/** Who is told of trouble, and whether that works: for all who show it. */
export type Alerts = {
  readonly status: () => AlertsStatus;
  /** Sends something to try it to one channel, or to all for a null. Throws `bad-request` where there is no such channel. */
  readonly test: (channel: string | null) => Promise<readonly Tried[]>;
};

export type AlertsStatus = {
  readonly channels: readonly ChannelStatus[];
  /** What goes on now, as it was told last; oldest first. */
  readonly open: readonly { readonly title: string; readonly severity: Severity; readonly sinceMs: number }[];
  /** What has not got through yet. */
  readonly waiting: readonly WaitingNotice[];
  /** What never has, newest first. */
  readonly givenUp: readonly GivenUp[];
};

export type ChannelStatus = {
  readonly name: string;
  readonly kind: Place['kind'];
  /** `untried`: nothing was sent there since the start. */
  readonly state: 'untried' | 'well' | 'failing';
  /** Why it fails, or who was not told although others were, in words without secrets; empty while all is well. */
  readonly why: string;
  /** Since when it fails, ms since 1970; null while it does not. */
  readonly failingSinceMs: number | null;
  readonly deliveredAtMs: number | null;
  /** Since the start. */
  readonly delivered: number;
  readonly waiting: number;
  readonly givenUp: number;
};

export type WaitingNotice = {
  readonly id: string;
  readonly channel: string;
  readonly kind: Notice['kind'];
  readonly title: string;
  /** When it was to be sent first, ms since 1970. */
  readonly atMs: number;
  readonly tries: number;
};

export type GivenUp = WaitingNotice & { readonly gaveUpAtMs: number; readonly why: string };

export type Tried = {
  readonly channel: string;
  readonly kind: Place['kind'];
  readonly ok: boolean;
  /** Why it did not get through, or not to all; empty when it did. */
  readonly why: string;
  readonly tookMs: number;
};
