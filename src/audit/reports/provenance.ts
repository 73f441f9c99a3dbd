import type { Report } from './report.ts';

/** What every report says of itself, so that nobody takes a part for the whole, or an old one for a new one. */
export type Provenance = {
  readonly scan: string;
  readonly partial: 'yes' | 'no';
  readonly openUnknowns: number;
  readonly generatedAt: string;
  readonly generator: string;
};

export function provenanceOf({ about }: Report): Provenance {
  return {
    scan: about.scanHash,
    partial: about.isPartial ? 'yes' : 'no',
    openUnknowns: about.unknown.answers + about.unknown.code,
    generatedAt: about.generatedAt,
    generator: `Failsoft ${about.version}`,
  };
}

/** The same as a sentence. */
export function provenanceLine(report: Report): string {
  const { scan, partial, openUnknowns, generatedAt, generator } = provenanceOf(report);
  return `Generated from scan ${scan} by ${generator}, ${generatedAt}; partial: ${partial}; open unknowns: ${openUnknowns}.`;
}
