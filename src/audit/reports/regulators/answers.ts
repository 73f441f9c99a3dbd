import type { Assessed } from '../../workflows/report.ts';
import type { Evidence } from '../../workflows/schema.ts';
import { asked, derived, type Proposal } from './sheet.ts';

/** Levels of impact, as the interview has them. */
export const IMPACT_WORDS: readonly string[] = ['not at all', 'a little', 'noticeable', 'serious', 'unacceptable'];

export function nameOfWorkflow({ known: { workflow } }: Assessed): Proposal | null {
  if (workflow.name === undefined) return null;
  // What the scan has proposed nobody has said.
  return workflow.confirmed === false
    ? derived(workflow.name, 'proposed by the scan, and looked at by nobody')
    : asked(workflow.name, 'what people call it');
}

/** Who serves it, and who says so. */
export function servedBy({ known: { first } }: Assessed): Proposal | null {
  if (first.length === 0) return null;
  const names = first.map(({ service }) => (service.target === '' ? service.name : service.target)).join(', ');
  const ways = [...new Set(first.map(({ by }) => by))];
  return ways.every((by) => by === 'person') ? asked(names) : derived(names, ways.join(', '));
}

/** What evidence says: that of a gateway was measured, any other somebody has noted. */
export function noted({ trial }: Evidence, value: string | undefined): Proposal | null {
  if (value === undefined) return null;
  return trial === undefined
    ? asked(value, 'as noted in the evidence')
    : derived(value, `measured by the gateway: ${trial}`);
}
