import { styleText } from 'node:util';
import { expect, test } from 'vitest';
import { harmless } from './print.ts';

test('Names from elsewhere move no cursor, set no title and ring no bell', () => {
  expect(harmless('a\u001B[2Jb\u001B]0;title\u0007c\u009B1Ad\re')).toBe(
    'a\uFFFD[2Jb\uFFFD]0;title\uFFFDc\uFFFD1Ad\uFFFDe',
  );
});

test('Colours, tabs, new lines and letters of all languages stay', () => {
  const text = `${styleText('red', 'rot', { validateStream: false })}\t日本語 🙂\n`;
  expect(harmless(text)).toBe(text);
});
