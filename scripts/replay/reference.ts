import type { Watch } from './outages.ts';
import type { Pair } from './year.ts';

/**
 * What a simulation of the design had found before there was code (sections 4.2 and 2.3 of the notes on provider status that the list of
 * incidents came with): minutes until noticed, median/p90.
 */
// oxfmt-ignore
export const NOTICING: readonly { readonly watch: Watch; readonly shares: readonly { readonly share: number; readonly said: string }[] }[] = [
  { watch: { perMinute: 0,   probeMs: 60_000 },  shares: shares('37/55, 33 % missed', '8.6/20', '2.8/4.4', '1.5/2.0') },
  { watch: { perMinute: 0,   probeMs: 300_000 }, shares: shares('93 % missed', '30/51, 12 % missed', '6.4/15', '3.5/5') },
  { watch: { perMinute: 0.5, probeMs: 60_000 },  shares: shares('30/49, 30 % missed', '7.4/15', '2.0/3.5', '1.5/2') },
  { watch: { perMinute: 5,   probeMs: 60_000 },  shares: shares('10.5/24', '3.0/5.7', '0.8/1.7', '0.5/1') },
  { watch: { perMinute: 30,  probeMs: 60_000 },  shares: shares('3.0/5.7', '0.7/1', '0.2/0.3', '0/0.2') },
];

export const FALSE_ALARMS = [
  { base: 0.005, said: '0' },
  { base: 0.01, said: '0–1' },
  { base: 0.02, said: '1–7' },
] as const;

// oxfmt-ignore
export const YEARS: readonly { readonly pair: Pair; readonly alone: string; readonly routed: string; readonly retried: string }[] = [
  { pair: { first: 'claude-api', standby: 'openai-api' }, alone: '99.309', routed: '99.965', retried: '99.984' },
  { pair: { first: 'openai-api', standby: 'claude-api' }, alone: '98.498', routed: '99.966', retried: '99.984' },
];

function shares(...said: readonly string[]): readonly { readonly share: number; readonly said: string }[] {
  return [0.1, 0.3, 0.7, 1].map((share, at) => ({ share, said: said[at] ?? '' }));
}
