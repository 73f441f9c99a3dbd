import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from './fixtures/browser.ts';
import { type House, openHouse, programFrom } from './fixtures/house.ts';
import { openProfile } from './fixtures/writer.ts';

const executable = findBrowser();
const BOTH = ['anthropic', 'openai'];
const HTML = '<!doctype html><title>Hooks</title><div id="root"></div><script type="module" src="/page.js"></script>';

describe.runIf(executable !== null)('the hooks in a browser, in StrictMode', () => {
  let program: string;
  let house: House;
  let profile: string;
  let context: BrowserContext;
  beforeAll(async () => {
    program = await programFrom(join(import.meta.dirname, 'fixtures/hooks-page.js'));
  });
  beforeEach(async () => {
    house = await openHouse((path) => (path === '/page.js' ? program : path === '/index.html' ? HTML : null));
    profile = mkdtempSync(join(tmpdir(), 'failsoft-hooks-'));
    context = await openProfile(executable ?? '', profile);
  });
  afterEach(async () => {
    await context?.close();
    await house?.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  async function open(): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => expect.soft(error.message).toBe(''));
    // What React has to say against us. That a gateway is gone, browsers say by themselves.
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('Failed to load'))
        expect.soft(message.text()).toBe('');
    });
    await page.goto(house.url);
    await page.locator('#levels').waitFor();
    return page;
  }
  const press = async (page: Page, name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).first().click();
  const textOf = (page: Page, place: string) => async (): Promise<string> =>
    (await page.locator(place).textContent()) ?? '';
  const said = (provider: string): string => house.sandbox.seen(provider).at(-1)?.answer?.text ?? '';

  it('tell that the provider, and then the gateway, is gone, on few lines', async () => {
    const page = await open();
    const levels = textOf(page, '#levels');
    await expect.poll(() => house.lines()).toBe(2);
    expect(await levels()).toBe('0 0 ');
    house.fail('unavailable', ...BOTH);
    for (let tries = 0; tries < 12; tries += 1) await house.push();
    await expect.poll(levels).toMatch(/^3 3 .+ is not asked, because its calls fail\.$/);
    // What all pages of the app know together takes one line, whatever their number.
    const other = await open();
    await expect.poll(textOf(other, '#levels')).toMatch(/^3 3 /);
    expect(house.lines()).toBe(3);
    await house.stopGateway();
    await expect.poll(levels).toMatch(/^4 4 /);
    await expect.poll(textOf(other, '#levels')).toMatch(/^4 4 /);
    house.fail(null, ...BOTH);
    house.startGateway();
    await expect.poll(levels).toBe('0 0 ');
    await press(page, 'unmount');
    await page.close();
    // The other page takes over.
    await expect.poll(() => house.lines()).toBe(2);
    await press(other, 'unmount');
    await expect.poll(() => house.lines()).toBe(0);
  });

  it('let an answer arrive, stop it, keep its part, and go on behind it with another model', async () => {
    const page = await open();
    const state = textOf(page, '#ask output');
    const text = textOf(page, '#ask q');
    await press(page, 'ask');
    await expect.poll(state).toBe('done|anthropic/claude-sonnet-5-5|');
    expect(await text()).toBe(said('anthropic'));
    house.fail('clean-cut', ...BOTH);
    await press(page, 'ask');
    await expect.poll(state).toMatch(/^cut\|openai\/gpt-5\.6\|.+/);
    const part = await text();
    // Claude broke off first, and the next one began anew.
    expect(said('openai').startsWith(part) && part !== '').toBe(true);
    house.fail('unavailable', 'anthropic');
    house.fail(null, 'openai');
    await press(page, 'go on');
    await expect.poll(state).toBe('done|openai/gpt-5.6|');
    expect(await text()).toBe(part + said('openai'));
    await press(page, 'long');
    await expect.poll(state).toMatch(/^streaming\|openai/);
    await press(page, 'stop');
    expect(await state()).toMatch(/^cut\|openai\/gpt-5\.6\|$/);
    await expect.poll(() => house.sandbox.seen('openai').at(-1)?.completion).toBe('left');
    await press(page, 'clear');
    expect(await state()).toBe('idle||');
  });

  it('ask once where a component asks as soon as it is there, and end the answer when it leaves', async () => {
    const page = await open();
    await press(page, 'eager');
    await expect.poll(textOf(page, '#eager')).toMatch(/^streaming\|./);
    await press(page, 'leave');
    await expect.poll(() => house.sandbox.seen('anthropic').at(-1)?.completion).toBe('left');
    expect(house.sandbox.seen('anthropic')).toHaveLength(1);
  });

  it('keep a question over the end of browser and gateway, and give its answer out once', async () => {
    house.fail('unavailable', ...BOTH);
    let page = await open();
    await press(page, 'ask');
    await expect.poll(textOf(page, '#ask output')).toMatch(/^nobody\|\|.+/);
    await press(page, 'keep');
    await expect.poll(textOf(page, '#ask output')).toBe('kept||');
    await expect.poll(textOf(page, '#later output')).toBe('1|0|0|0|1|');
    await house.stopGateway();
    await press(page, 'later');
    await expect.poll(textOf(page, '#later output')).toBe('2|0|0|0|2|');
    await context.close();
    house.fail(null, ...BOTH);
    house.startGateway();
    context = await openProfile(executable ?? '', profile);
    page = await open();
    const other = await open();
    await expect.poll(textOf(page, '#later output'), { timeout: 30_000 }).toBe('0|2|0|0|2|');
    await expect.poll(textOf(other, '#later output')).toBe('0|2|0|0|2|');
    const answered = BOTH.flatMap((name) => house.sandbox.seen(name)).filter(
      ({ completion }) => completion === 'answered',
    );
    expect(answered.filter(({ body }) => body.includes('"Later"'))).toHaveLength(1);
    expect(await page.locator('#later i').allTextContents()).toEqual(['false', 'false']);
    await press(page, 'change');
    expect(await page.locator('#later i').allTextContents()).toEqual(['true', 'true']);
    const id = await page.evaluate<string>('queue.items.get()[0].id');
    const taken = [page, other].map(async (one) =>
      one.evaluate(`queue.take('${id}').then((kept) => kept?.state ?? 'nothing')`),
    );
    expect(new Set(await Promise.all(taken))).toEqual(new Set(['nothing', 'ready']));
    await expect.poll(textOf(other, '#later output')).toBe('0|1|0|0|1|');
    await press(page, 'take');
    await expect.poll(textOf(page, '#later output')).toBe('0|0|0|0|0|ready');
    await expect.poll(textOf(other, '#later output')).toBe('0|0|0|0|0|');
  });
});
