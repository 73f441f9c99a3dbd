import { describe, expect, it } from 'vitest';
import { FORMATS } from './formats.ts';
import { FORMAT_NAMES } from './names.ts';
import { hostileReport, report, scanOf } from './testing/reports.ts';

describe.each(FORMAT_NAMES)('the format %s', (name) => {
  const { render } = FORMATS[name];

  it('says which scan it was made from, whether that was whole, and how much is not known', () => {
    const partial = report(scanOf({ notReadCount: 1 }), [{ id: 'reply' }]);
    const text = render(partial);
    const { scanHash, unknown } = partial.about;
    // Pages for people show its beginning.
    expect(text).toContain(scanHash.slice(0, 12));
    expect(text).toMatch(/partial/i);
    expect(text).toContain(String(unknown.answers + unknown.code));
  });

  it('is the same for the same, and can be made of names of any kind', () => {
    expect(render(report())).toBe(render(report()));
    expect(render(hostileReport())).not.toBe('');
  });
});

describe('the formats', () => {
  it('lie beside each other in a folder', () => {
    const extensions = FORMAT_NAMES.map((name) => FORMATS[name].extension);
    expect(new Set(extensions).size).toBe(extensions.length);
  });
});
