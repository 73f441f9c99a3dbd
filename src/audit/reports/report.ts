import { createHash } from 'node:crypto';
import type { CallSite, Scan } from '../../model/audit.ts';
import type { Assumed } from '../forecast/forecast.ts';
import type { Past } from '../forecast/past.ts';
import { type Assessment, assess } from '../workflows/report.ts';
import type { Sources } from '../workflows/sources.ts';

/** All that a report says, whatever its format: each format is a function of this and of nothing else. */
export type Report = {
  readonly about: About;
  /** Without any code it is a scan of no file. */
  readonly scan: Scan;
  /** Null: nobody has said yet what the workflows are. */
  readonly assessment: Assessment | null;
  /** What the figures of the forecast mean and rest on. */
  readonly basis: Basis;
};

export type About = {
  /** What was looked at, as people call it: the name of its folder. */
  readonly name: string;
  /** `2026-11-26T09:00:00.000Z`; the only thing in a report that is not the same for the same input. */
  readonly generatedAt: string;
  /** Of Failsoft. */
  readonly version: string;
  /** Of all that the scan found, so that two reports can be told to be about the same; SHA-256, 64 hexadecimal digits. */
  readonly scanHash: string;
  /** Not everything was read, or there was nothing to read and nobody has said anything: then nothing here is a clean bill. */
  readonly isPartial: boolean;
  readonly unknown: {
    /** Questions about workflows that nobody and nothing answers. */
    readonly answers: number;
    /** Things about calls in production that the code does not tell: whom, how long, what then. */
    readonly code: number;
  };
};

export type Basis = Pick<Past, 'definition' | 'times'> & {
  readonly assumed: Assumed;
  /** Whose record of the past was played: that of the pages of makers, that of one's own gateway. */
  readonly from: { readonly pages: boolean; readonly own: boolean };
};

type Given = Pick<About, 'name' | 'generatedAt' | 'version'> & {
  readonly scan: Scan;
  /** Null where there are no workflows. */
  readonly sources: Sources | null;
  readonly past: Past;
  readonly assumed: Assumed;
};

/** Puts together what a report is about. Pure. */
export function reportOf({ name, generatedAt, version, scan, sources, past, assumed }: Given): Report {
  const assessment = sources === null ? null : assess(sources, past, assumed);
  const answers = assessment?.workflows.flatMap((one) => one.answers) ?? [];
  return {
    about: {
      name,
      generatedAt,
      version,
      scanHash: createHash('sha256').update(JSON.stringify(scan)).digest('hex'),
      isPartial: scan.notReadCount > 0 || (scan.filesSeen === 0 && (assessment?.workflows ?? []).length === 0),
      unknown: {
        answers: answers.filter(({ said }) => said === null).length,
        code: scan.sites.reduce((sum, site) => sum + unknownIn(site), 0),
      },
    },
    scan,
    assessment,
    basis: {
      definition: past.definition,
      times: past.times,
      assumed,
      from: { pages: past.coverage.size > 0, own: past.own !== null },
    },
  };
}

function unknownIn({ use, providers, worstMs, fallback, onError }: CallSite): number {
  if (use !== 'production') return 0;
  return [providers, worstMs, fallback, onError].filter(({ value }) => value === 'unknown').length;
}
