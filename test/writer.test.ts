import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from './fixtures/browser.ts';
import { documentsOf, openPlace, openProfile, openWriterIn, type Place, textOf, write } from './fixtures/writer.ts';

const executable = findBrowser();

describe.runIf(executable !== null)('whoever writes', () => {
  let place: Place;
  const contexts: BrowserContext[] = [];
  const profiles: string[] = [];
  beforeAll(async () => {
    place = await openPlace();
  });
  beforeEach(async () => place.startGateway());
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map(async (one) => one.close()));
  });
  afterAll(async () => {
    await place?.close();
    for (const profile of profiles) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  function newProfile(): string {
    const profile = mkdtempSync(join(tmpdir(), 'failsoft-profile-'));
    profiles.push(profile);
    return profile;
  }
  async function browser(profile = newProfile()): Promise<BrowserContext> {
    const context = await openProfile(executable ?? '', profile);
    contexts.push(context);
    return context;
  }
  const open = async (context: BrowserContext, document = '#new'): Promise<Page> =>
    openWriterIn(context, place.url, document);
  /** Until the page would open without a gateway. */
  async function untilWorking(page: Page): Promise<void> {
    const state = async () =>
      page.evaluate(`navigator.serviceWorker.getRegistration().then((one) => one?.active?.state ?? 'none')`);
    await expect.poll(state).toBe('activated');
    await page.reload();
    await page.locator('.text').waitFor();
  }
  const saying = (page: Page) => page.locator('.saving');
  const named = async (page: Page, title: string): Promise<string> => {
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill(title);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.title()).toContain(title);
    return new URL(page.url()).hash;
  };

  it('has every character when the gateway is killed, the page is loaded anew without it, and both come back', async () => {
    const profile = newProfile();
    const page = await open(await browser(profile));
    await untilWorking(page);
    await write(page, 'Before. ');
    await named(page, 'Outage');
    await expect.poll(() => saying(page).innerText()).toMatch(/^Saved on this computer \d\d:\d\d$/);
    expect(place.file('Outage.md')).toBe('Before.\n');

    await place.stopGateway();
    await write(page, 'While it is gone. ');
    await expect.poll(() => saying(page).innerText()).toBe('Saved in this browser; folder copy waits for the gateway');
    await expect.poll(() => page.locator('.level').innerText()).toContain('Working in this browser only');
    await page.reload();
    await page.locator('.text').waitFor();
    await expect.poll(() => textOf(page)).toContain('While it is gone.');
    await write(page, 'Behind a reload. ');
    await expect.poll(() => saying(page).innerText()).toMatch(/^Saved in this browser/);
    await contexts.splice(0)[0]?.close();

    const again = await open(await browser(profile), '');
    await expect.poll(() => textOf(again)).toBe('Before. While it is gone. Behind a reload. ');
    await place.startGateway();
    await expect.poll(() => saying(again).innerText()).toMatch(/^Saved on this computer/);
    expect(place.file('Outage.md')).toBe('Before. While it is gone. Behind a reload.\n');
    await expect.poll(() => again.locator('.level').innerText()).toBe('');
  });

  it('finds in the folder all that was typed while the gateway was away, also in what is open no more', async () => {
    const profile = newProfile();
    const context = await browser(profile);
    await untilWorking(await open(context));
    const page = await open(context);
    await write(page, 'Old. ');
    const old = await named(page, 'Left');
    await expect.poll(() => saying(page).innerText()).toMatch(/^Saved on this computer/);
    await place.stopGateway();
    await write(page, 'Typed while it is gone. ');
    await expect.poll(() => saying(page).innerText()).toMatch(/^Saved in this browser/);
    const made = await open(context);
    await write(made, 'A new one. ');
    await named(made, 'Made meanwhile');
    await expect.poll(() => saying(made).innerText()).toMatch(/^Saved in this browser/);
    // Both are closed, the file of one is deleted, and something else is open when the gateway is back.
    await contexts.splice(0)[0]?.close();
    rmSync(join(place.folder, 'Left.md'));
    const later = await browser(profile);
    const again = await open(later);
    await write(again, 'Something else. ');
    await place.startGateway();
    await expect.poll(() => saying(again).innerText()).toMatch(/^Saved on this computer/);
    await expect
      .poll(() => existsSync(join(place.folder, 'Left.md')) && place.file('Left.md'))
      .toBe('Old. Typed while it is gone.\n');
    await expect
      .poll(() => existsSync(join(place.folder, 'Made meanwhile.md')) && place.file('Made meanwhile.md'))
      .toBe('A new one.\n');
    const shown = await open(later, old);
    await expect.poll(() => textOf(shown)).toBe('Old. Typed while it is gone. ');
  });

  it('in two tabs and on two devices at once has all of it once, in each and in the file', async () => {
    const first = await browser();
    const one = await open(first);
    await write(one, 'Base. ');
    const hash = await named(one, 'Together');
    await expect.poll(() => saying(one).innerText()).toMatch(/^Saved on/);
    const tab = await open(first, hash);
    const device = await open(await browser(), hash);
    await expect.poll(() => textOf(device)).toContain('Base.');
    await write(tab, 'From the tab. ');
    await write(device, 'From the device. ');
    await write(one, 'From the first. ');
    const words = ['Base.', 'From the tab.', 'From the device.', 'From the first.'];
    const whole = (text: string): boolean => words.every((part) => text.split(part).length === 2);
    for (const page of [one, tab, device]) await expect.poll(async () => whole(await textOf(page))).toBe(true);
    expect(new Set(await Promise.all([one, tab, device].map(textOf))).size).toBe(1);
    await expect.poll(() => whole(place.file('Together.md'))).toBe(true);

    // Without a gateway, tabs still come together.
    await place.stopGateway();
    await write(tab, 'Alone. ');
    await expect.poll(() => textOf(one)).toContain('Alone.');
    await place.startGateway();
    await expect.poll(() => textOf(device)).toContain('Alone.');
  });

  it('has a whole table when one adds a column and another a row at once', async () => {
    const one = await open(await browser());
    await write(one, '| a | b |');
    await one.keyboard.press('Enter');
    await one.getByRole('toolbar', { name: 'Table' }).waitFor();
    await one.keyboard.type('first');
    await expect.poll(() => saying(one).innerText()).toMatch(/^Saved on/);
    const other = await open(await browser(), new URL(one.url()).hash);
    await other.getByText('first').click();
    await other.getByRole('toolbar', { name: 'Table' }).waitFor();
    await Promise.all([
      one.getByRole('button', { name: 'Add a column to the right' }).click(),
      other.getByRole('button', { name: 'Add a row below' }).click(),
    ]);
    await Promise.all([one.keyboard.type('from one'), other.keyboard.type('from the other')]);
    const cells = async (page: Page): Promise<readonly string[]> => page.locator('.text th, .text td').allInnerTexts();
    for (const page of [one, other])
      await expect.poll(async () => (await cells(page)).join(' ').match(/from/g)?.length).toBe(2);
    expect((await cells(one)).map((cell) => cell.trim())).toEqual([
      'a',
      '',
      'b',
      'first',
      'from one',
      '',
      'from the other',
      '',
      '',
      '',
      '',
      '',
    ]);
    expect(await cells(other)).toEqual(await cells(one));
  });

  it('goes on when the storage of the browser is full, is told so, and can take the words away', async () => {
    const context = await browser();
    const page = await open(context);
    await write(page, 'Kept. ');
    await named(page, 'Full');
    await expect.poll(() => saying(page).innerText()).toMatch(/^Saved on/);
    // Chromium gives no way to make its storage small, so it is made to say what it says then.
    await page.evaluate(
      'IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };',
    );
    await place.stopGateway();
    await write(page, 'Not kept.');
    await expect.poll(() => saying(page).innerText()).toMatch(/^Not saved: browser storage is full\.\s*Download \.md$/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download .md' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Full.md');
    await place.startGateway();
    await expect
      .poll(() => saying(page).innerText())
      .toMatch(/^Saved on this computer \d\d:\d\d; browser storage is full$/);
    expect(place.file('Full.md')).toContain('Not kept');
  });

  it('reads what is left of a damaged storage', async () => {
    const page = await open(await browser());
    await write(page, 'Words that are whole.');
    const hash = await named(page, 'Damaged');
    await expect.poll(() => saying(page).innerText()).toMatch(/^Saved on/);
    await place.stopGateway();
    await page.evaluate(`new Promise((done, failed) => {
      const opening = indexedDB.open('failsoft-writer');
      opening.onsuccess = () => {
        const writing = opening.result.transaction('updates', 'readwrite');
        writing.objectStore('updates').add({ id: ${JSON.stringify(hash.slice(1))}, bytes: new Uint8Array([255, 255, 7, 1]) });
        writing.oncomplete = done;
        writing.onerror = failed;
      };
    })`);
    await untilWorking(page);
    await expect.poll(() => textOf(page)).toBe('Words that are whole.');
    await write(page, ' And more.');
    await place.startGateway();
    await expect.poll(() => place.file('Damaged.md')).toBe('Words that are whole. And more.\n');
  });

  it('writes in a browser that keeps nothing at all, and the gateway keeps it', async () => {
    const context = await browser();
    await context.addInitScript(
      'Object.defineProperty(globalThis, "indexedDB", { get() { throw new Error("no"); } });',
    );
    const page = await open(context);
    await write(page, 'In a private window.');
    await named(page, 'Private');
    await expect
      .poll(() => saying(page).innerText())
      .toMatch(/^Saved on this computer \d\d:\d\d; this browser keeps nothing$/);
    expect(place.file('Private.md')).toBe('In a private window.\n');
  });

  it('finds, moves, copies and throws away documents, and takes that back', async () => {
    const page = await open(await browser());
    await write(page, 'The apples were red that year.');
    await named(page, 'Harvest');
    await expect.poll(() => saying(page).innerText()).toMatch(/^Saved on/);
    const list = await documentsOf(page);
    await list.getByLabel('Search all documents').fill('red apples');
    await expect.poll(() => list.locator('.row-title').allInnerTexts()).toEqual(['Harvest']);
    await list.getByLabel('Search all documents').fill('');

    const act = async (title: string, what: string): Promise<void> => {
      await list.getByRole('button', { name: `More for ${title}`, exact: true }).click();
      await list.getByRole('button', { name: what, exact: true }).click();
    };
    await act('Harvest', 'Duplicate');
    await expect.poll(() => textOf(page)).toBe('The apples were red that year.');
    await expect.poll(() => page.title()).toContain('Harvest copy');
    await act('Harvest copy', 'Move');
    await page.getByLabel('Folder, such as').fill('Old/2025');
    await page.keyboard.press('Enter');
    await expect.poll(() => place.file('Old/2025/Harvest copy.md')).toContain('apples');
    await act('Harvest copy', 'Trash');
    await expect.poll(() => existsSync(join(place.folder, 'Old/2025/Harvest copy.md'))).toBe(false);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => place.file('Old/2025/Harvest copy.md')).toContain('apples');
  });

  it('goes back to an earlier version, and sees what has changed', async () => {
    const page = await open(await browser());
    await write(page, 'The first sentence.');
    await named(page, 'Versions');
    await expect.poll(() => saying(page).innerText()).toMatch(/^Saved on/);
    await page.getByRole('button', { name: 'Versions', exact: true }).click();
    await page.getByRole('button', { name: 'Keep one now' }).click();
    await page.locator('.version').first().waitFor();
    await write(page, ' And another one.');
    await page.getByRole('button', { name: /Kept by hand/ }).click();
    await expect.poll(() => page.locator('.differences ins').allInnerTexts()).toEqual([' And another one.']);
    await page.getByRole('button', { name: 'Go back to this' }).click();
    await expect.poll(() => textOf(page)).toBe('The first sentence.');
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => textOf(page)).toBe('The first sentence. And another one.');
  });
});
