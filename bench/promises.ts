import type { Case } from './cases.ts';
import { median } from './measure.ts';
import type { Subject } from './subjects.ts';

/** What one case cost each subject, µs per request, round by round. */
export type Price = {
  readonly case: Case;
  readonly costs: Readonly<Partial<Record<Subject['name'], readonly number[]>>>;
};

/** How much cheaper than Portkey, and how much dearer than without a journal. */
const PORTKEY_LEAST = 10;
const JOURNAL_MOST = 1.1;

/** How often one costs what the other does. Rounds stand side by side in time: their ratios are steadier than the medians'. */
export function ratio(costs: readonly number[], others: readonly number[]): number {
  return median(costs.map((cost, round) => cost / (others[round] ?? Number.NaN)));
}

/** Every promise that these prices break, as sentences; none for cases that Failsoft was not measured in. */
export function brokenPromises(prices: readonly Price[]): readonly string[] {
  return prices.flatMap(({ case: { title, most, dialect, serving }, costs }) => {
    const { failsoft, bare, Portkey: portkey, 'failsoft, no journal': silent } = costs;
    if (failsoft === undefined || bare === undefined) return [];
    const broken: string[] = [];
    const times = ratio(failsoft, bare);
    if (most !== null && times > most)
      broken.push(`${title}: ${times.toFixed(2)} × the bare proxy, promised ${most} ×.`);
    if (silent !== undefined && ratio(failsoft, silent) > JOURNAL_MOST) {
      broken.push(
        `${title}: the journal makes it ${ratio(failsoft, silent).toFixed(2)} × as dear, promised ${JOURNAL_MOST} ×.`,
      );
    }
    if (portkey !== undefined && dialect === serving && ratio(portkey, failsoft) < PORTKEY_LEAST) {
      broken.push(
        `${title}: Portkey costs ${ratio(portkey, failsoft).toFixed(1)} × as much, promised ${PORTKEY_LEAST} ×.`,
      );
    }
    return broken;
  });
}
