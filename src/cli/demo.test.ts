import { afterEach, describe, expect, it } from 'vitest';
import { answerLines, cut, cutLeft, toldLines } from './demo/lines.ts';
import { live } from './demo/live.ts';
import { lengthOf } from './print.ts';
import { folder, runCli } from './testing/commands.ts';

const place = folder();
afterEach(() => place.remove());

describe('failsoft demo', () => {
  it('plays a failover by itself where there is no terminal, and says who answered and why', async () => {
    const { code, stdout, stderr } = await runCli(['demo'], { cwd: place.path });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const said = stdout.split('\n').filter((line) => /Answered by|switched|overloaded/.test(line));
    expect(said).toEqual([
      expect.stringContaining('Answered by anthropic/claude-sonnet-5-5, as asked'),
      expect.stringContaining('Claude is switched off'),
      expect.stringContaining('Answered by openai/gpt-5.6, standing in for claude-sonnet-5-5'),
      expect.stringMatching(/1 {2}anthropic\/claude-sonnet-5-5 {2}✗ overloaded \(529\)/),
      expect.stringContaining('Claude is switched on again'),
      expect.stringContaining('Answered by anthropic/claude-sonnet-5-5, as asked'),
    ]);
    expect(Math.max(...stdout.split('\n').map(lengthOf))).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain('\u001B');
  });
});

describe('the screen of the demo', () => {
  it('says that nobody could answer when only the notice did', () => {
    const trace = { mode: 'notice', servedBy: '', attempts: [] } as const;
    expect(toldLines({ trace, trouble: '' }, (_, text) => text)).toEqual([
      '  ┌ Nobody could answer, so an honest sentence did',
    ]);
  });

  it('keeps lines of an answer as they are when more words come', () => {
    const text = 'Naïve readers split “é” in two; 数は少ないが、文字は多い and 🚦 is red, too. '.repeat(8);
    let before: readonly string[] = [];
    for (let length = 0; length <= text.length; length += 1) {
      const now = answerLines(text.slice(0, length), 40);
      expect(now.slice(0, Math.max(0, before.length - 1))).toEqual(before.slice(0, -1));
      before = now;
    }
    expect(Math.max(...before.map(lengthOf))).toBeLessThanOrEqual(40);
  });

  it.each([
    ['数は少ない', 5, '数は', 'ない'],
    ['a👨‍👩‍👧b', 2, 'a', 'b'],
    ['short', 80, 'short', 'short'],
  ])('cuts %s between characters to %i columns', (text, width, beginning, end) => {
    expect(cut(text, width)).toBe(beginning);
    expect(cutLeft(text, width)).toBe(end);
  });

  it('draws its last lines anew over the old ones, below what stays', () => {
    let written = '';
    const screen = live({ write: (text: string | Uint8Array) => ((written += String(text)), true) });
    screen.show(['one', 'two', 'three'], 2);
    screen.print(['stays']);
    screen.show(['four'], null);
    screen.end();
    // Played back by the rules of a terminal, only what stays is left.
    expect(rendered(written)).toEqual(['stays', '']);
  });
});

/** The lines that a terminal shows after these characters; knows what `live` uses. */
function rendered(text: string): readonly string[] {
  const lines = [''];
  let row = 0;
  let column = 0;
  const put = (character: string): void => {
    lines[row] = (lines[row] ?? '').slice(0, column).padEnd(column) + character + (lines[row] ?? '').slice(column + 1);
    column += 1;
  };
  // eslint-disable-next-line eslint/no-control-regex -- Control characters are what this is about.
  for (const [piece, digits, letter] of text.matchAll(/\u001B\[\??(\d*)([A-Za-z])|[^]/gu)) {
    if (piece === '\n') {
      row += 1;
      column = 0;
      lines[row] ??= '';
    } else if (piece === '\r') column = 0;
    else if (letter === 'A') row -= Number(digits);
    else if (letter === 'C') column += Number(digits);
    else if (letter === 'J') {
      lines[row] = (lines[row] ?? '').slice(0, column);
      lines.length = row + 1;
    } else if (letter === undefined) put(piece);
  }
  return lines;
}
