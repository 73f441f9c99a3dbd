import type { CallSite } from '../../model/audit.ts';
import type { RequestEntry } from '../../model/journal.ts';
import { serviceOf } from './service.ts';
import { isSite, type Known, type Sources } from './sources.ts';
import { strangersIn } from './traffic.ts';

/** Something that two sources tell differently. Shown, never settled in silence. */
export type Drift = { readonly workflow: string | null; readonly what: string };

/** What has been silent for so long is taken for gone, days. */
const SILENT_DAYS = 90;
const DAY_MS = 86_400_000;

/** Where the file, the code and the traffic tell different stories. */
export function driftOf(
  all: readonly Known[],
  { scan, entries, file, today, config, running }: Sources,
): readonly Drift[] {
  return [
    ...all.flatMap((known) => ofOne(known, entries, today)),
    ...otherSetup(config, running),
    ...(scan === null ? [] : homeless(scan.sites, all)),
    ...(entries === null
      ? []
      : strangersIn(file.workflows, entries).map(({ name, requests }) => ({
          workflow: null,
          what: `${requests} requests belong to no workflow: ${name}`,
        }))),
  ];
}

function ofOne(known: Known, entries: readonly RequestEntry[] | null, today: string): readonly Drift[] {
  const { workflow, code, traffic, route } = known;
  const drift: string[] = (code?.missing ?? []).map((site) => `${site} is not in the code any more, or calls no model`);
  if (traffic !== null) {
    const rung = route?.ladder.find((one) => one.kind === 'model');
    for (const target of traffic.usual) {
      if (rung !== undefined && !target.startsWith(`${rung.provider}/`))
        drift.push(`${target} serves it, and the first rung of its route is ${rung.provider}`);
    }
    drift.push(...otherThanInCode(known));
    if (Date.parse(today) - traffic.toMs > SILENT_DAYS * DAY_MS) drift.push(`no request for ${SILENT_DAYS} days`);
  } else if (entries !== null && entries.length > 0 && (code?.sites.length ?? 0) > 0) {
    drift.push('it is in the code, and not one request of the journal is its own');
  }
  return drift.map((what) => ({ workflow: workflow.id, what }));
}

/** Is the file of the folder another one than that of the gateway that runs? */
function otherSetup(config: Sources['config'], running: Sources['running']): readonly Drift[] {
  const isOther = config !== null && running !== null && config.fingerprint !== running.fingerprint;
  return isOther ? [{ workflow: null, what: 'the gateway does not run with the failsoft.yaml that is here' }] : [];
}

/** Who serves it, where the code says somebody else; a call that may go to several is content with any of them. */
function otherThanInCode({ code, first }: Known): readonly string[] {
  const named = [...new Set(code?.sites.flatMap(({ providers: { value } }) => (value === 'unknown' ? [] : value)))];
  const expected = named.map(serviceOf);
  return first.flatMap(({ service, by }) => {
    const isExpected = expected.some((one) => one.id === service.id || one.maker === service.maker);
    if (by !== 'traffic' || expected.length === 0 || isExpected) return [];
    return [
      `the code asks ${named.join(', ')}, and ${service.target === '' ? service.name : service.target} serves it`,
    ];
  });
}

/** Calls of production that no workflow has. */
function homeless(sites: readonly CallSite[], all: readonly Known[]): readonly Drift[] {
  const named = all.flatMap(({ workflow }) => (workflow.calls ?? []).map(({ site }) => site));
  return sites
    .filter((site) => site.use === 'production' && !named.some((one) => isSite(one, site)))
    .map(({ file, line }) => ({ workflow: null, what: `${file}:${line} belongs to no workflow` }));
}
