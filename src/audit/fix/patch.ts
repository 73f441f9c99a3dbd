import type { ChangedFile } from './workbench.ts';

/** Lines around a change, as `git diff` shows them. */
const CONTEXT = 3;
/** Lines that may differ before a file counts as written anew; what is proposed here changes a few. */
const DIFFERENT_MAX = 1_000;

/** Changes as a patch that `git apply` and `patch -p1` take, byte by byte. */
export function patchOf(files: readonly ChangedFile[]): string {
  return files.map(filePatch).join('');
}

function filePatch({ file, before, after }: ChangedFile): string {
  const [from, to] = [quoted(`a/${file}`), quoted(`b/${file}`)];
  const head =
    before === null
      ? `diff --git ${from} ${to}\nnew file mode 100644\n--- /dev/null\n+++ ${to}\n`
      : `diff --git ${from} ${to}\n--- ${from}\n+++ ${to}\n`;
  return head + hunksOf(compared(linesOf(before ?? ''), linesOf(after))).join('');
}

/** Names with anything unusual in them are written as Git writes them: https://git-scm.com/docs/git-config (core.quotePath). */
function quoted(name: string): string {
  // oxlint-disable-next-line no-control-regex -- Those are what has to be written otherwise.
  if (!/["\\\u0000-\u001f\u007f-\uffff]/.test(name)) return name;
  const bytes = [...Buffer.from(name, 'utf8')].map((byte) => {
    const character = String.fromCodePoint(byte);
    if (character === '"' || character === '\\') return `\\${character}`;
    return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, '0')}` : character;
  });
  return `"${bytes.join('')}"`;
}

type Step = { readonly sign: ' ' | '-' | '+'; readonly line: string };

/** Lines with their ends; the last may have none. */
function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** What goes and what comes, as little as possible: E. Myers, An O(ND) Difference Algorithm, 1986. */
function compared(old: readonly string[], fresh: readonly string[]): readonly Step[] {
  const trace: Map<number, number>[] = [];
  let best = new Map<number, number>([[1, 0]]);
  for (let depth = 0; depth <= DIFFERENT_MAX; depth++) {
    trace.push(best);
    const next = new Map(best);
    for (let k = -depth; k <= depth; k += 2) {
      const down = k === -depth || (k !== depth && at(best, k - 1) < at(best, k + 1));
      let x = down ? at(best, k + 1) : at(best, k - 1) + 1;
      while (x < old.length && x - k < fresh.length && old[x] === fresh[x - k]) x++;
      next.set(k, x);
      if (x >= old.length && x - k >= fresh.length) return stepsBack(trace, old, fresh);
    }
    best = next;
  }
  return [...old.map((line): Step => ({ sign: '-', line })), ...fresh.map((line): Step => ({ sign: '+', line }))];
}

function at(reached: ReadonlyMap<number, number>, k: number): number {
  return reached.get(k) ?? -1;
}

function stepsBack(
  trace: readonly ReadonlyMap<number, number>[],
  old: readonly string[],
  fresh: readonly string[],
): readonly Step[] {
  const steps: Step[] = [];
  let [x, y] = [old.length, fresh.length];
  for (let depth = trace.length - 1; depth >= 0; depth--) {
    const best = trace[depth] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -depth || (k !== depth && at(best, k - 1) < at(best, k + 1));
    const from = depth === 0 ? 0 : at(best, down ? k + 1 : k - 1);
    const fromY = depth === 0 ? 0 : from - (down ? k + 1 : k - 1);
    while (x > from && y > fromY) {
      steps.push({ sign: ' ', line: old[x - 1] ?? '' });
      [x, y] = [x - 1, y - 1];
    }
    if (depth === 0) break;
    steps.push(down ? { sign: '+', line: fresh[y - 1] ?? '' } : { sign: '-', line: old[x - 1] ?? '' });
    [x, y] = [from, fromY];
  }
  return steps.toReversed();
}

function hunksOf(steps: readonly Step[]): readonly string[] {
  const isNear = steps.map((_, here) =>
    steps.slice(Math.max(0, here - CONTEXT), here + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  );
  const hunks: string[] = [];
  let [line, freshLine] = [1, 1];
  for (let here = 0; here < steps.length;) {
    const start = here;
    while (here < steps.length && isNear[here] === isNear[start]) here++;
    const part = steps.slice(start, here);
    const gone = part.filter(({ sign }) => sign !== '+').length;
    const come = part.filter(({ sign }) => sign !== '-').length;
    if (isNear[start] === true)
      hunks.push(
        `@@ -${range(line, gone)} +${range(freshLine, come)} @@\n${part.map(({ sign, line: text }) => `${sign}${ended(text)}`).join('')}`,
      );
    line += gone;
    freshLine += come;
  }
  return hunks;
}

function range(line: number, count: number): string {
  if (count === 0) return `${line - 1},0`;
  return count === 1 ? String(line) : `${line},${count}`;
}

function ended(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`;
}
