import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from './fixtures/browser.ts';
import { filesIn, type House, openHouse, programFrom } from './fixtures/house.ts';
import { openProfile, violations } from './fixtures/writer.ts';

const executable = findBrowser();
const EXAMPLE = join(import.meta.dirname, '../examples/plain');
/** Where pictures are kept for people to look at. */
const PICTURES = process.env['FAILSOFT_TEST_PICTURES'] ?? '';
const BOTH = ['anthropic', 'openai'];
const ALL = [...BOTH, 'ollama'];

describe.runIf(executable !== null)('the example without React', () => {
  let house: House;
  let client: string;
  let profile: string;
  let context: BrowserContext;
  beforeAll(async () => {
    client = await programFrom(join(import.meta.dirname, '../src/client/client.ts'));
  });
  beforeEach(async () => {
    const files = filesIn(EXAMPLE);
    house = await openHouse((path) => (path === '/failsoft/client.js' ? client : files(path)), { local: true });
    profile = mkdtempSync(join(tmpdir(), 'failsoft-example-'));
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
    await page.goto(house.url);
    return page;
  }
  async function look(page: Page, name: string): Promise<void> {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      expect.soft({ name, scheme, found: await violations(page) }).toEqual({ name, scheme, found: [] });
      if (PICTURES === '') continue;
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, `plain-${name}-${scheme}.png`), fullPage: true });
    }
  }
  const line = async (page: Page): Promise<string> => page.locator('#line').innerText();
  const reply = (page: Page) => page.locator('#reply');
  const press = async (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();
  const lineBecomes = async (page: Page, words: RegExp): Promise<void> =>
    expect
      .poll(
        async () => {
          await house.push().catch(() => null);
          return line(page);
        },
        { timeout: 20_000 },
      )
      .toMatch(words);

  it('is without a fault at every level, light and dark, and never in the way of writing', async () => {
    const page = await open();
    await reply(page).fill('Dear Ada,');
    await look(page, '0-empty');
    await press(page, 'Draft a reply');
    await page.getByRole('button', { name: 'Use it' }).waitFor();
    await look(page, '0-draft');
    await press(page, 'Use it');
    expect(await reply(page).inputValue()).toContain('claude');

    house.fail('unavailable', 'anthropic');
    await house.push();
    await press(page, 'Draft a reply');
    await page.getByText('A stand-in:').waitFor();
    await page.getByRole('button', { name: 'Use it' }).waitFor();
    await look(page, '1-stand-in');

    house.fail('unavailable', 'openai');
    await lineBecomes(page, /^A model on our own machine/);
    await look(page, '2-local');

    house.fail('unavailable', ...ALL);
    await lineBecomes(page, /^AI is unavailable since \d\d:\d\d/);
    await press(page, 'Ask for a draft when AI is back');
    await page.getByText('A draft waits until AI is back').waitFor();
    await look(page, '3-kept');

    await house.stopGateway();
    await expect.poll(async () => line(page)).toMatch(/^Working in this browser only/);
    await look(page, '4-gone');
    await reply(page).fill('Words of my own.');
    await page.reload();
    expect(await reply(page).inputValue()).toBe('Words of my own.');
  });

  it('keeps a question over the end of everything, has it answered once, and leaves changed words alone', async () => {
    house.fail('unavailable', ...ALL);
    let page = await open();
    await reply(page).fill('Dear Ada,');
    await lineBecomes(page, /^AI is unavailable/);
    await house.stopGateway();
    await expect.poll(async () => line(page)).toMatch(/^Working in this browser only/);
    await press(page, 'Ask for a draft when AI is back');
    await page.getByText('A draft waits until AI is back').waitFor();
    await context.close();

    house.fail(null, ...ALL);
    house.startGateway();
    context = await openProfile(executable ?? '', profile);
    page = await open();
    const other = await open();
    const ready = page.getByRole('region', { name: 'The draft that you asked for' });
    await ready.waitFor({ timeout: 30_000 });
    await expect.poll(() => other.getByRole('region', { name: 'The draft that you asked for' }).count()).toBe(1);
    const seen = ALL.flatMap((name) => house.sandbox.seen(name));
    expect(seen.filter(({ body, completion }) => completion === 'answered' && body.includes('Dear Ada,'))).toHaveLength(
      1,
    );
    expect(await reply(page).inputValue()).toBe('Dear Ada,');

    await reply(page).fill('Dear Ada, I have changed this.');
    await ready.getByText('You have changed your reply since. It was: “Dear Ada,”').waitFor();
    await look(page, '0-changed');
    await press(page, 'Add it below');
    await expect.poll(async () => reply(page).inputValue()).toMatch(/^Dear Ada, I have changed this\.\n\n.+claude/s);
    await expect.poll(() => other.getByRole('region').count()).toBe(0);
  });

  it('says so where the browser keeps nothing, and goes on', async () => {
    const page = await context.newPage();
    await page.addInitScript('Object.defineProperty(globalThis, "indexedDB", { value: undefined })');
    await house.stopGateway();
    await page.goto(house.url);
    await expect.poll(async () => line(page)).toMatch(/^Working in this browser only/);
    await press(page, 'Ask for a draft when AI is back');
    await page.getByText('The question could not be kept: There is no IndexedDB here').waitFor();
    await reply(page).fill('Words of my own.');
    expect(await page.getByRole('region').count()).toBe(0);
  });

  it('keeps the part of a draft that is cut off, and goes on behind it', async () => {
    house.fail('reset-mid-event', ...ALL);
    const page = await open();
    await press(page, 'Draft a reply');
    await page.getByText('Cut off in the middle').waitFor();
    const part = await page.locator('.words p').first().innerText();
    expect(part.length).toBeGreaterThan(10);
    house.fail(null, ...ALL);
    await press(page, 'Continue with another model');
    await page.getByRole('button', { name: 'Use it' }).waitFor();
    await press(page, 'Use it');
    expect((await reply(page).inputValue()).startsWith(part.trim().slice(0, 10))).toBe(true);
  });
});
