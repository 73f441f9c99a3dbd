import type { Report } from './report.ts';

/** All of it, as `--json` of other commands: one object, whose fields are only ever added to. */
export function renderJson({ about, ...rest }: Report): string {
  const { generatedAt, isPartial, ...more } = about;
  const report = {
    schema: 'failsoft.audit-report/v1',
    ok: !isPartial,
    generatedAt,
    data: { about: { ...more, partial: isPartial }, ...rest },
    errors: [],
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
