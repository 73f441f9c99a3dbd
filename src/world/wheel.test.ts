import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { simulatedWorld } from './simulated.ts';
import { timerWheel } from './wheel.ts';

it('wakes in order, not before time, and never what was cancelled', async () => {
  const wheel = timerWheel();
  const startMs = performance.now();
  const woken: { name: string; atMs: number }[] = [];
  const wake = (name: string) => () => void woken.push({ name, atMs: performance.now() - startMs });
  wheel.after(120, wake('late'));
  wheel.after(0, wake('now'));
  wheel.after(60, wake('middle'));
  const cancel = wheel.after(60, wake('cancelled'));
  cancel();
  cancel();
  await sleep(250);
  expect(woken.map(({ name }) => name)).toEqual(['now', 'middle', 'late']);
  expect(woken[1]?.atMs).toBeGreaterThanOrEqual(60);
  expect(woken[2]?.atMs).toBeGreaterThanOrEqual(120);
  wheel.close();
});

it('takes deadlines longer than one round of the wheel', async () => {
  const wheel = timerWheel();
  let woken = false;
  wheel.after(11_000, () => (woken = true));
  await sleep(1_000);
  expect(woken).toBe(false);
  wheel.close();
});

it('wakes once for what is asked for as it wakes, also when it is late by what is left of a round', async () => {
  let nowMs = 0;
  const wheel = timerWheel(() => nowMs);
  let woken = 0;
  const wake = (): void => {
    woken += 1;
    // A machine that goes on like this would never come to anything else.
    if (woken < 100) wheel.after(10_000, wake);
  };
  wheel.after(20, wake);
  nowMs = 260;
  await sleep(100);
  expect(woken).toBe(1);
  nowMs = 10_300;
  await sleep(100);
  expect(woken).toBe(2);
  wheel.close();
});

it('starts anew after it was idle', async () => {
  const wheel = timerWheel();
  for (let round = 0; round < 2; round += 1) {
    let woken = false;
    wheel.after(20, () => (woken = true));
    await sleep(100);
    expect(woken).toBe(true);
  }
  wheel.close();
});

it('keeps a process alive for what is waited for, and not for what may as well never happen', () => {
  const runs = (script: string): string => {
    const wheel = JSON.stringify(new URL('wheel.ts', import.meta.url).href);
    const text = `import { timerWheel } from ${wheel}; const { after } = timerWheel(); ${script}`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', text], { timeout: 20_000 });
    return `${stdout.toString().trim()} ${status}`;
  };
  const says = (word: string): string => `() => process.stdout.write('${word} ')`;
  expect(runs(`after(60_000, ${says('never')}, 'idle');`)).toBe(' 0');
  expect(runs(`after(60_000, ${says('never')}, 'idle'); after(100, ${says('once')});`)).toBe('once 0');
  expect(
    runs(`const cancel = after(60_000, ${says('never')}); after(60_000, ${says('never')}, 'idle'); cancel();`),
  ).toBe(' 0');
});

/** What happens in a day, and when. */
function aDay(): readonly string[] {
  const world = simulatedWorld(7, () => ({ pause: () => {}, resume: () => {}, abort: () => {} }));
  const seen: string[] = [];
  for (let index = 0; index < 50; index += 1) {
    world.after(Math.floor(world.random() * 86_400_000), () => seen.push(`${index}@${world.nowMs()}`));
  }
  world.pass(86_400_000);
  return [...seen, `over@${world.nowMs()}`];
}

it('lets a simulated day pass in the same order every time', () => {
  expect(aDay()).toHaveLength(51);
  expect(aDay().at(-1)).toBe('over@86400000');
  expect(aDay()).toEqual(aDay());
});
