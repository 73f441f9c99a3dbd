import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from './fixtures/browser.ts';
import { documentsOf, openPlace, openProfile, openWriterIn, type Place, textOf, write } from './fixtures/writer.ts';

const executable = findBrowser();

describe.runIf(executable !== null)('whoever writes where something is wrong', () => {
  let place: Place;
  let profiles: string;
  let context: BrowserContext;
  beforeAll(async () => {
    profiles = mkdtempSync(join(tmpdir(), 'failsoft-profile-'));
    place = await openPlace();
  });
  beforeEach(async () => {
    context = await openProfile(executable ?? '', mkdtempSync(join(profiles, 'one-')));
  });
  afterEach(async () => context?.close());
  afterAll(async () => {
    await place?.close();
    rmSync(profiles, { recursive: true, force: true, maxRetries: 5 });
  });

  const open = async (): Promise<Page> => openWriterIn(context, place.url, '#new');
  const saying = async (page: Page): Promise<string> => page.locator('.saving').innerText();
  async function called(page: Page, title: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill(title);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.title()).toContain(title);
  }
  async function exported(page: Page): Promise<string> {
    await page.getByRole('button', { name: 'More for this document' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as Markdown' }).click(),
    ]);
    return readFileSync(await download.path(), 'utf8');
  }

  it('is told so when the folder cannot be written, keeps all words, and has them in the folder once it can', async () => {
    const page = await open();
    await write(page, 'Before. ');
    await called(page, 'Folder');
    await expect.poll(() => saying(page)).toMatch(/^Saved on this computer/);
    const aside = `${place.folder}-aside`;
    renameSync(place.folder, aside);
    writeFileSync(place.folder, 'There is a file where the folder was.');
    await write(page, 'Meanwhile.');
    await expect
      .poll(() => saying(page))
      .toMatch(/^Saved in this browser, but not in the folder\. .+\.?\s*Download \.md$/);
    expect(await exported(page)).toBe('Before. Meanwhile.\n');
    await page.reload();
    await expect.poll(() => textOf(page)).toBe('Before. Meanwhile.');
    rmSync(place.folder);
    renameSync(aside, place.folder);
    await expect.poll(() => saying(page)).toMatch(/^Saved on this computer \d\d:\d\d$/);
    // Between the two steps there was no folder at all: who looked then has begun another file.
    const texts = (): readonly string[] =>
      readdirSync(place.folder).flatMap((name) => (name.endsWith('.md') ? [place.file(name)] : []));
    await expect.poll(texts).toContain('Before. Meanwhile.\n');
  });

  it('has another place in the browser when the one there was made by a newer page, or cannot be opened', async () => {
    const blank = await context.newPage();
    await blank.goto(`${place.url}/writer/icon.svg`);
    await blank.evaluate(`new Promise((done, failed) => {
      const opening = indexedDB.open('failsoft-writer', 7);
      opening.onupgradeneeded = () => opening.result.createObjectStore('something-else');
      opening.onsuccess = () => (opening.result.close(), done());
      opening.onerror = failed;
    })`);
    const page = await open();
    await write(page, 'Kept elsewhere.');
    await called(page, 'Elsewhere');
    await expect.poll(() => saying(page)).toMatch(/^Saved on this computer \d\d:\d\d$/);
    await page.reload();
    await expect.poll(() => textOf(page)).toBe('Kept elsewhere.');
  });

  it('has every word in the file and in the trash when the clock jumps a year ahead, and back', async () => {
    await context.addInitScript(
      'const now = Date.now; globalThis.jumpMs = 0; Date.now = () => now.call(Date) + globalThis.jumpMs;',
    );
    const page = await open();
    await write(page, 'Today. ');
    await called(page, 'Clock');
    await expect.poll(() => saying(page)).toMatch(/^Saved on/);
    for (const [days, words] of [
      [400, 'In a year. '],
      [-3, 'Last week. '],
    ] as const) {
      await page.evaluate(`globalThis.jumpMs = ${days * 86_400_000}`);
      await write(page, words);
      await expect.poll(() => place.file('Clock.md')).toContain(words.trim());
      await expect.poll(() => saying(page)).toMatch(/^Saved on/);
    }
    expect(place.file('Clock.md')).toBe('Today. In a year. Last week.\n');
    const list = await documentsOf(page);
    await list.getByRole('button', { name: 'More for Clock', exact: true }).click();
    await list.getByRole('button', { name: 'Trash', exact: true }).click();
    await page.evaluate('globalThis.jumpMs = 1e11');
    await page.reload();
    await page.locator('.text').waitFor();
    await documentsOf(page);
    await list.getByText(/^\s*Trash \(\d+\)/).click();
    await list.getByRole('button', { name: 'Restore' }).first().click();
    await expect.poll(() => place.file('Clock.md')).toContain('Last week.');
  });
});
