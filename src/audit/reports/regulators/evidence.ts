import type { Report } from '../report.ts';
import type { Cell } from '../tables/csv.ts';
import { type ExhibitKind, exhibitsOf } from './exhibits.ts';
import { renderChecked } from './sheet-csv.ts';

/** What a standard asks to see, and under which of its numbers; what has none is nothing to it. */
export type Standard = {
  readonly title: string;
  readonly criteria: Readonly<Partial<Record<ExhibitKind, string>>>;
};

/** https://www.aicpa-cima.com, TSP section 100: vendors, recovery, tests of recovery. */
export const SOC_2: Standard = {
  title: 'SOC 2: CC9.2 (risks of vendors), A1.2 (ways to recover), A1.3 (tests of recovery). AICPA, TSP section 100.',
  criteria: {
    vendor: 'CC9.2',
    'accepted risk': 'CC9.2',
    'way to go on': 'A1.2',
    'way without AI': 'A1.2',
    test: 'A1.3',
  },
};

/** https://doi.org/10.6028/NIST.AI.100-1 */
export const AI_RMF: Standard = {
  title:
    'NIST AI RMF 1.0: GOVERN 6.2 (failures of the AI of others), MANAGE 2.1 (alternatives without AI), MANAGE 2.4 (switching off), MANAGE 3.1 (third parties). NIST AI 100-1.',
  criteria: {
    vendor: 'MANAGE 3.1',
    'way to go on': 'GOVERN 6.2',
    'way without AI': 'MANAGE 2.1',
    switch: 'MANAGE 2.4',
    test: 'GOVERN 6.2',
  },
};

const HASHES =
  'The hash of a vendor is that of the scan; any other is SHA-256 of what the row was made from, as compact JSON; the report in JSON has it.';

/** What there is to show for a standard, and what is missing. */
export function renderEvidence(report: Report, { title, criteria }: Standard): string {
  return renderChecked(report, {
    title: `Evidence for ${title} ${HASHES}`,
    head: [
      'criterion',
      'about',
      'evidence',
      'date',
      'what it says',
      'state',
      'where it is, or who brings it',
      'sha256',
    ],
    rows: exhibitsOf(report).flatMap(
      ({ kind, about, what, at, says, state, where, hash }): readonly (readonly Cell[])[] => {
        const criterion = criteria[kind];
        return criterion === undefined ? [] : [[criterion, about, what, at, says, state, where, hash]];
      },
    ),
  });
}
