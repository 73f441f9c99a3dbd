import { describe, expect, it } from 'vitest';

import { renderMarkdown } from './markdown.ts';
import { finding, hostileReport, report, scanOf } from './testing/reports.ts';
import { SHOP } from './testing/shop.ts';

describe('the report as Markdown', () => {
  it('says what the page says, in short', () => {
    const text = renderMarkdown(report(scanOf(), SHOP));
    for (const part of [
      '# shop: what happens when AI is out',
      '**2 of 5 workflows stop or do harm when AI is out.**',
      '1. **Check what customers publish: mend how it fails**.',
      '| Answer a search in the shop | **EXPOSED** |',
      '| Letters in claude.ai | Yes, says M. Roth until 2099-12-31: letters can wait.',
      '| Cloudflare | edge network |',
      '| No deadline (AIC101) | high | <code>src/reply.ts:7</code> |',
      'Down means: An estimate of requests that fail',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/Generated from scan [\da-f]{64} by Failsoft 0\.1\.0/);
    expect(text.length).toBeLessThan(12_000);
  });

  it('is the same for the same input', () => {
    expect(renderMarkdown(report(scanOf(), SHOP))).toBe(renderMarkdown(report(scanOf(), SHOP)));
  });

  it('takes no name for markup, an address, a person or an issue', () => {
    const text = renderMarkdown(hostileReport());
    // What is ours: line ends in cells, code, and what keeps a name from calling somebody.
    const left = text.replaceAll(/<br>|<\/?code>|<!-- -->/g, '');
    expect(left).not.toMatch(/[<>]/);
    expect(left).not.toMatch(/(?<!\\)\]\(|:\/\/|(?<!\\)`/);
    expect(text).not.toMatch(/@\w|#\d/);
    for (const line of text.split('\n').filter((one) => one.startsWith('|'))) {
      expect(line.endsWith(' |')).toBe(true);
      expect(line.length).toBeLessThan(4_000);
    }
  });

  it('keeps its tables whole', () => {
    const lines = renderMarkdown(hostileReport()).split('\n');
    const cells = (line: string): number => line.split(/(?<!\\)\|/).length;
    for (const [at, line] of lines.entries())
      if (line.startsWith('|') && lines[at - 1]?.startsWith('|') === true)
        expect(cells(line)).toBe(cells(lines[at - 1] ?? ''));
  });

  it('says how much it leaves out', () => {
    const findings = Array.from({ length: 30 }, (_, at) => finding({ id: `f${at}`, line: at }));
    const notRead = Array.from({ length: 30 }, (_, at) => ({ file: `${at}.ts`, why: 'too large' }));
    const text = renderMarkdown(report(scanOf({ findings, notRead, notReadCount: 500 })));
    expect(text).toContain('<br>and 27 more |');
    expect(text).toContain('And 480 more; the page and the JSON of this report have them.');
  });
});
