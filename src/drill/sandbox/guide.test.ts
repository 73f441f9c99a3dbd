import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TRIGGERS } from './answer/answer.ts';
import { HABITS } from './answer/go-on.ts';
import { KEEPING_HABITS } from './dialects/responses-kept.ts';
import { renderFaultTable } from './faults.ts';
import { PACES } from './pace.ts';
import { PAGE_FAMILIES } from './status-pages/families.ts';
import { renderPageTable } from './status-pages/misbehaviours.ts';

const guide = readFileSync(new URL('../../../docs/guides/sandbox.md', import.meta.url), 'utf8');

describe('the guide to the sandbox', () => {
  it('has the catalogue of faults as it is', () => {
    expect(guide).toContain(renderFaultTable());
  });

  it('has the misbehaviours of status pages as they are, and every vendor', () => {
    expect(guide).toContain(renderPageTable());
    expect(Object.keys(PAGE_FAMILIES).filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  it.each(Object.entries(PACES))('names the pace %s as it is', (name, { firstTokenMs, tokenMs }) => {
    expect(guide).toContain(`| \`${name}\` | ${firstTokenMs} ms | ${tokenMs} ms |`);
  });

  it.each(Object.entries(HABITS))('names what models do that are asked to go on: %s', (name, summary) => {
    expect(guide).toContain(`| \`${name}\` | ${summary} |`);
  });

  it.each(Object.entries(KEEPING_HABITS))(
    'names what providers do about answers in the background: %s',
    (name, summary) => {
      expect(guide).toContain(`| \`${name}\` | ${summary} |`);
    },
  );

  it.each(Object.entries(TRIGGERS))('names what makes a model do something: %s', (name, pattern) => {
    expect(pattern.test(`[${name}]`)).toBe(true);
    expect(guide).toContain(`\`[${name}]\``);
  });
});
