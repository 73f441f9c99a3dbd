export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What an episode begins or goes on with, and how severe that can be. */
export const WORST = {
  'provider.suspected': 'info',
  'provider.degraded': 'warning',
  'provider.down': 'critical',
  'key.limited': 'info',
  'key.refused': 'warning',
  'official.posted': 'warning',
  'official.updated': 'warning',
  'maintenance.ahead': 'info',
  'source.blind': 'info',
  'standby.unproven': 'warning',
  'channel.failing': 'warning',
} as const satisfies Readonly<Record<string, Severity>>;

/** What can be chosen. Of its end hears whoever has heard of its beginning. */
export type BeginningType = keyof typeof WORST;

export type AlertType =
  | BeginningType
  | 'provider.recovered'
  | 'key.well'
  | 'official.resolved'
  | 'maintenance.over'
  | 'source.back'
  | 'standby.proven'
  | 'channel.back'
  /** What has come and gone in quiet hours. */
  | 'digest'
  /** Somebody wants to see whether it arrives. */
  | 'test';

/** Something that people should know, in words that can be sent. No secrets, no prompts. */
export type Alert = {
  /** Of this alert alone. */
  readonly id: string;
  readonly type: AlertType;
  /** What belongs together from its beginning to its end: one spell of trouble, one notice of a maker, one page. */
  readonly episode: string;
  readonly severity: Severity;
  /** The episode is over with it. */
  readonly ends: boolean;
  /** ms since 1970. */
  readonly atMs: number;
  readonly title: string;
  /** What speaks for it, a sentence each. */
  readonly lines: readonly string[];
  readonly surface: string | null;
  /** Nobody says so but a status page. */
  readonly byPage: boolean;
  /** Where more can be read; null where that is only here. */
  readonly url: string | null;
  /** When it is over by itself, ms since 1970; null where nobody has said so. */
  readonly untilMs: number | null;
};

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
