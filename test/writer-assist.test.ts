import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from './fixtures/browser.ts';
import { ask, openPlace, openProfile, openWriterIn, type Place, textOf, write } from './fixtures/writer.ts';

const executable = findBrowser();
const BOTH = ['anthropic', 'openai'];

describe.runIf(executable !== null)('help in the writer', () => {
  let place: Place;
  let context: BrowserContext;
  let profile: string;
  /** Of the browser of this test. */
  let own: string;
  beforeAll(() => {
    profile = mkdtempSync(join(tmpdir(), 'failsoft-profile-'));
  });
  beforeEach(async () => {
    place = await openPlace();
    own = mkdtempSync(join(profile, 'one-'));
    context = await openProfile(executable ?? '', own);
  });
  afterEach(async () => {
    await context?.close();
    await place?.close();
  });
  afterAll(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));

  const open = async (document = '#new'): Promise<Page> => openWriterIn(context, place.url, document);
  const card = (page: Page) => page.getByRole('region', { name: 'Suggestion' });
  const line = (page: Page) => page.locator('.level');
  const said = (provider: string): string => place.sandbox.seen(provider).at(-1)?.answer?.text.trim() ?? '';
  /** The words that both have, whatever stands between them. */
  const flat = (text: string): string => text.replaceAll(/[\s*#>`_-]+/g, ' ').trim();

  it('arrives beside the text, replaces a passage when told to, and one undo takes it back', async () => {
    const page = await open();
    await write(page, 'A sentence that is not good yet.');
    await ask(page, 'Rewrite');
    await page.getByRole('button', { name: 'Replace' }).waitFor();
    expect(await textOf(page)).toBe('A sentence that is not good yet.');
    expect(await card(page).locator('.author').innerText()).toMatch(/^Rewrite by claude-sonnet-5-5, \d\d:\d\d$/);
    await page.getByRole('button', { name: 'Replace' }).click();
    await expect.poll(async () => flat(await textOf(page))).toBe(flat(said('anthropic').replace('<title', '')));
    expect(await page.locator('.text .by-ai').first().getAttribute('data-by')).toBe('anthropic/claude-sonnet-5-5');
    await page.locator('.text').click();
    await page.keyboard.press('Control+z');
    await expect.poll(() => textOf(page)).toBe('A sentence that is not good yet.');
    await page.getByRole('button', { name: 'Versions', exact: true }).click();
    await expect
      .poll(() => page.locator('.version').allInnerTexts())
      .toContainEqual(expect.stringMatching(/Rewrite by claude-sonnet-5-5, \d\d:\d\d · \d+ words/));
  });

  it('says on the suggestion, for good, that another model has answered and why', async () => {
    place.fail(['anthropic'], 'overloaded');
    await place.untilKnown();
    const page = await open();
    await write(page, 'Some words to work on.');
    await ask(page, 'Shorten');
    await page.getByRole('button', { name: 'Insert below' }).click();
    const mark = page.locator('.text .by-ai').first();
    await mark.waitFor();
    expect(await mark.getAttribute('data-by')).toBe('openai/gpt-5.6');
    expect(await mark.getAttribute('data-why')).toMatch(
      /^instead of claude-sonnet-5-5 \((?:its calls fail since \d\d:\d\d|which did not answer)\)$/,
    );
    await mark.click();
    await expect.poll(() => page.locator('.foot-author').innerText()).toMatch(/^Shorten by gpt-5\.6 instead of claude/);
    expect(await line(page).innerText()).toBe('');
    await expect.poll(() => place.file('Untitled.md')).toContain('Some words to work on.');
  });

  it('that is cut off in the middle leaves its part, changes nothing, and goes on with another model', async () => {
    place.fail(['anthropic'], 'reset-mid-event');
    place.fail(['openai'], 'reset-mid-event');
    const page = await open();
    await write(page, 'Words that stay.');
    await ask(page, 'Rewrite');
    await card(page).getByText('Cut off in the middle').waitFor();
    const part = await card(page).locator('.rendered').innerText();
    expect(part.length).toBeGreaterThan(10);
    expect(await textOf(page)).toBe('Words that stay.');
    expect(await page.getByRole('button', { name: 'Replace' }).count()).toBe(0);
    place.fail(BOTH, null);
    await page.getByRole('button', { name: 'Continue with another model' }).click();
    await page.getByRole('button', { name: 'Replace' }).waitFor({ timeout: 20_000 });
    expect(flat(await card(page).locator('.rendered').innerText()).startsWith(flat(part).slice(0, 10))).toBe(true);
    expect(await textOf(page)).toBe('Words that stay.');
  });

  it('that is cut off is gone on with by another model, also when the first is well again', async () => {
    place.fail(['anthropic'], 'reset-mid-event');
    place.fail(['openai'], 'reset-mid-event');
    const page = await open();
    await write(page, 'Words that stay.');
    await ask(page, 'Rewrite');
    await card(page).getByText('Cut off in the middle').waitFor();
    const author = async () => (await card(page).locator('.author').innerText()).match(/claude|gpt/)?.[0];
    const first = await author();
    const seen = place.sandbox.seen(first === 'claude' ? 'anthropic' : 'openai').length;
    place.fail(BOTH, null);
    await page.getByRole('button', { name: 'Continue with another model' }).click();
    await page.getByRole('button', { name: 'Replace' }).waitFor({ timeout: 20_000 });
    expect(await author()).toBe(first === 'claude' ? 'gpt' : 'claude');
    expect(place.sandbox.seen(first === 'claude' ? 'anthropic' : 'openai')).toHaveLength(seen);
  });

  it('goes away and comes back, without a dialog or a dead button', async () => {
    const page = await open();
    await write(page, 'Words.');
    place.fail(BOTH, 'unavailable');
    await place.untilKnown();
    await expect
      .poll(() => line(page).innerText())
      .toMatch(/^AI is unavailable since \d\d:\d\d\. You can go on writing; everything is saved\./);
    const button = page.getByRole('button', { name: 'Ask', exact: true });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    const reason = await button.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${reason}"]`).innerText()).toBe('AI is unavailable. Your question can wait.');
    await write(page, ' More words.');
    expect(await textOf(page)).toBe('Words. More words.');
    place.fail(BOTH, null);
    await expect.poll(() => line(page).innerText()).toBe('');
    await expect.poll(() => button.getAttribute('aria-disabled')).toBe('false');
  });

  it('is asked for later, over the end of gateway and browser, delivered once, and only put in when told to', async () => {
    place.fail(BOTH, 'unavailable');
    await place.untilKnown();
    const page = await open();
    await write(page, 'First paragraph.');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Second paragraph.');
    await ask(page, 'Rewrite');
    await page.getByText('It is asked when AI is back').waitFor();
    await expect.poll(() => page.locator('.foot .chip').innerText()).toBe('1 waiting');
    await expect.poll(() => page.locator('.saving').innerText()).toMatch(/^Saved on/);
    const { hash } = new URL(page.url());
    await place.stopGateway();
    await context.close();
    context = await openProfile(executable ?? '', own);
    place.fail(BOTH, null);
    await place.startGateway();
    const later = await open(hash);
    await expect.poll(() => later.locator('.foot .chip').innerText(), { timeout: 30_000 }).toBe('1 answer for you');
    const asked = BOTH.flatMap((one) => place.sandbox.seen(one)).filter(
      ({ body, completion }) => completion === 'answered' && body.includes('Second paragraph.'),
    ).length;
    expect(asked).toBe(1);
    expect(await textOf(later)).toBe('First paragraph.\n\nSecond paragraph.');
    await later.locator('.foot .chip').click();
    await later.getByRole('button', { name: 'Show the answer' }).click();
    await card(later).getByRole('button', { name: 'Replace' }).click();
    await expect.poll(async () => (await textOf(later)).startsWith('First paragraph.')).toBe(true);
    await expect.poll(() => textOf(later)).not.toContain('Second paragraph.');
    await expect.poll(() => later.locator('.foot .chip').count()).toBe(0);
  });

  it('for a passage that was changed meanwhile is shown beside it, and replaces nothing', async () => {
    place.fail(BOTH, 'unavailable');
    await place.untilKnown();
    const page = await open();
    await write(page, 'A passage as it was.');
    await ask(page, 'Rewrite');
    await page.getByText('It is asked when AI is back').waitFor();
    await page.locator('.text').click();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type(' whole');
    place.fail(BOTH, null);
    await expect.poll(() => page.locator('.foot .chip').innerText(), { timeout: 40_000 }).toBe('1 answer for you');
    await page.locator('.foot .chip').click();
    await page.getByRole('button', { name: 'Show the answer' }).click();
    await card(page).getByText('You changed this since.').waitFor();
    expect(await card(page).locator('.changed blockquote').innerText()).toBe('A passage as it was.');
    expect(await card(page).getByRole('button', { name: 'Replace' }).count()).toBe(0);
    await card(page).getByRole('button', { name: 'Insert below' }).click();
    await expect.poll(async () => (await textOf(page)).startsWith('A whole passage as it was.\n')).toBe(true);
  });
});
