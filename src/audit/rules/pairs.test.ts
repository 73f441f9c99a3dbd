import { describe, expect, it } from 'vitest';
import { PAIRS } from '../testing/pairs.ts';
import { scanned } from '../testing/tree.ts';
import { RULE_IDS, RULES } from './catalogue.ts';

async function rulesIn(file: string, text: string): Promise<readonly string[]> {
  const { findings, notRead } = await scanned({ [file]: text });
  expect(notRead).toEqual([]);
  return [...new Set(findings.map(({ rule }) => rule))].toSorted();
}

describe('a rule', () => {
  it.each(PAIRS.map((pair) => [pair.rule, pair] as const))(
    '%s fires where it is broken, is silent where it is mended, and nothing else changes',
    async (rule, pair) => {
      const faulty = await rulesIn(pair.file, pair.faulty);
      const mended = await rulesIn(pair.file, pair.mended);
      expect(faulty).toContain(rule);
      expect(mended).toEqual(faulty.filter((one) => one !== rule));
    },
  );

  it('that code decides has such a pair, and the others say who decides', () => {
    const byCode = RULE_IDS.filter((rule) => RULES[rule].decidedBy === 'code');
    expect(byCode.filter((rule) => !PAIRS.some((pair) => pair.rule === rule))).toEqual([]);
    expect(RULE_IDS.filter((rule) => !byCode.includes(rule))).toEqual([
      'AIC205',
      'AIC402',
      'AIC403',
      'AIC410',
      'AIC501',
    ]);
  });
});
