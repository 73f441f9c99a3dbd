import { lasted } from '../../page/words.ts';
import type { JoinedRung } from '../workflows/ladder.ts';
import { RUNG_KINDS } from '../workflows/rungs.ts';
import type { Workflow } from '../workflows/schema.ts';
import { WAYS } from './words.ts';

/** Is it acceptable that it stands still? */
export function acceptanceWords({ acceptance }: Workflow): string {
  if (acceptance === undefined) return 'Nobody has said.';
  const { verdict, by, until, why } = acceptance;
  return `${verdict === 'accepted' ? 'Yes' : 'No'}, says ${by} until ${until}: ${why}.`;
}

/** How long it may be away, and what is enough meanwhile. */
export function toleranceWords({ mtpd, rto, mbco }: Workflow): string {
  return [
    mtpd === undefined ? 'from when its absence is unacceptable is not known' : `unacceptable after ${mtpd}`,
    ...(rto === undefined ? [] : [`to go on within ${rto}`]),
    ...(mbco === undefined ? [] : [`enough for a while: ${mbco.text}`]),
  ].join('; ');
}

export function rungName({ kind, text }: JoinedRung): string {
  return text === '' ? RUNG_KINDS[kind].name : `${RUNG_KINDS[kind].name} (${text})`;
}

/** How a rung comes in, who says so, and whether the work goes on with it. */
export function rungTerms({ kind, automatic, switchMs, by }: JoinedRung): string {
  const how = automatic ? 'by itself' : 'by hand';
  const when = !Number.isFinite(switchMs)
    ? ', and nobody knows when'
    : switchMs === 0
      ? ' at once'
      : ` after ${lasted(switchMs)}`;
  return `${how}${when}, says ${WAYS[by]}${RUNG_KINDS[kind].goesOn ? '' : '; no way to go on by itself'}`;
}
