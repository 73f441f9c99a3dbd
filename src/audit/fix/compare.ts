import type { Finding } from '../../model/audit.ts';
import type { Examined } from '../scan.ts';

/** Some findings by where they are, in words that stay the same when the way in which a call is written changes. */
function placesOf({ scan }: Examined, isMeant: (id: string) => boolean): Map<string, Finding> {
  const symbols = new Map(scan.sites.map(({ id, symbol }) => [id, symbol]));
  const counts = new Map<string, number>();
  return new Map(
    scan.findings
      .filter(({ id }) => isMeant(id))
      .map((finding) => {
        const key = `${finding.rule} ${finding.file} ${finding.site === null ? '' : (symbols.get(finding.site) ?? '')}`;
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        return [`${key} ${count}`, finding];
      }),
  );
}

/** Whether the finding is gone, nothing new is there and nothing is lost; and which finding is now which. */
export function outcomeOf(finding: Finding, before: Examined, after: Examined): string | ReadonlyMap<string, Finding> {
  const ids = new Map(after.scan.findings.map((one) => [one.id, one]));
  if (ids.has(finding.id)) return 'the finding would still be there';
  if (callsIn(before) !== callsIn(after)) return 'a call would not be found any more';
  const known = new Set(before.scan.findings.map(({ id }) => id));
  const stays = new Map(before.scan.findings.flatMap(({ id }) => (ids.has(id) ? [[id, ids.get(id) ?? finding]] : [])));
  // A call that is written otherwise has another id: what is gone and what has come at the same place is the same.
  const come = placesOf(after, (id) => !known.has(id));
  for (const [place, one] of placesOf(before, (id) => !ids.has(id))) {
    const now = come.get(place);
    if (now === undefined) continue;
    stays.set(one.id, now);
    come.delete(place);
  }
  const [more] = come.values();
  if (more !== undefined) return `it would be ${more.rule} instead`;
  return stays.has(finding.id) ? 'the finding would still be there' : stays;
}

function callsIn({ scan }: Examined): string {
  return scan.sites
    .map(({ file, symbol }) => `${file} ${symbol}`)
    .toSorted()
    .join('\n');
}
