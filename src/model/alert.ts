export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ALERT_TYPES = [
  'provider.suspected',
  'provider.degraded',
  'provider.down',
  'provider.recovered',
  'official.posted',
  'official.updated',
  'official.resolved',
  'maintenance.ahead',
  'source.blind',
  'source.back',
  'standby.unproven',
  'standby.proven',
] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

/** Something that people should know, in words that can be sent. No secrets, no prompts. */
export type Alert = {
  /** Of this alert alone: whoever gets it twice can tell. */
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
  /** Where more can be read; null where that is only here. */
  readonly url: string | null;
};

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}
