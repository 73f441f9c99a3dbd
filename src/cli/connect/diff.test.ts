import { describe, expect, it } from 'vitest';
import { diffOf } from './diff.ts';

describe('a shown difference', () => {
  const signs = (before: string, after: string): string =>
    diffOf(before, after)
      .map(({ sign, text }) => sign + text)
      .join('|');

  it('has the lines that change and two around each place', () => {
    const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    const after = lines.with(3, 'new').toSpliced(15, 1).join('\n');
    expect(signs(lines.join('\n'), after)).toBe(
      ' line 1| line 2|-line 3|+new| line 4| line 5| …| line 13| line 14|-line 15| line 16| line 17',
    );
    expect(signs('a\n', 'a\n')).toBe('');
    expect(signs('', 'a\nb\n')).toBe('+a|+b');
  });

  it.each([
    '  "ANTHROPIC_API_KEY": "abc-def-1234",',
    "api_key = 'abc-def-1234'",
    'OPENAI_API_KEY=abc-def-1234',
    'Authorization: abc-def-1234',
    '"anything": "sk-proj-abc-def-1234-abc-def"',
  ])('hides what looks like a secret: %s', (line) => {
    expect(signs('', `${line}\n`)).toMatch(/\[secret\]/);
    expect(signs('', `${line}\n`)).not.toContain('abc-def');
  });

  it.each(['"maxInputTokens": 128000,', 'env_key = "FAILSOFT_KEY"', '"apiKey": "failsoft"', '"key": ""'])(
    'shows what only sounds like one: %s',
    (line) => {
      expect(signs('', `${line}\n`)).toBe(`+${line}`);
    },
  );
});
