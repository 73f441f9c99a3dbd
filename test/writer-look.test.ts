import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from './fixtures/browser.ts';
import {
  ask,
  documentsOf,
  openPlace,
  openProfile,
  openWriterIn,
  type Place,
  violations,
  write,
} from './fixtures/writer.ts';

const executable = findBrowser();
/** Where pictures are kept for people to look at. */
const PICTURES = process.env['FAILSOFT_TEST_PICTURES'] ?? '';
const ALL = ['anthropic', 'openai', 'ollama'];
const PHONE = { width: 390, height: 844 };
const WINDOW = { width: 1180, height: 820 };

const TEXT = [
  'The harbour was empty when we came back. Somebody had painted the boats while we were away, and nobody could say who it was.',
  'My grandmother used to say that a town without boats is a town without a reason, and I never understood what she meant by it untill that morning.',
];

const ALL_OF_IT = `---
author: somebody
---

## Of a table, and what else there is

| Name | Year | What for |
| ---- | ---: | :------: |
| Lovelace | 1843 | **a program**[^1] |
| Hopper | 1952 | a \`compiler\` |

- [x] bread
- [ ] salt

> [!NOTE]
> A callout, with <kbd>Ctrl</kbd>.

\`\`\`js
const answer = 42;
\`\`\`

[^1]: The first that was printed.
`;

describe.runIf(executable !== null)('the look of the writer', () => {
  let place: Place;
  let folder: string;
  const contexts: BrowserContext[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'failsoft-look-'));
    place = await openPlace({ local: true });
  });
  afterAll(async () => {
    await Promise.all(contexts.map(async (one) => one.close()));
    await place?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function look(page: Page, name: string): Promise<void> {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      expect.soft({ name, scheme, found: await violations(page) }).toEqual({ name, scheme, found: [] });
      if (PICTURES === '') continue;
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, `${name}-${scheme}.png`) });
    }
  }
  const line = (page: Page) => page.locator('.level');
  const answered = async (page: Page): Promise<void> =>
    page.getByRole('button', { name: 'Discard' }).waitFor({ timeout: 20_000 });

  it('is without a fault for those who see, hear or type, at every level, light and dark', async () => {
    const context = await openProfile(executable ?? '', mkdtempSync(join(folder, 'profile-')));
    contexts.push(context);
    const page = await openWriterIn(context, place.url, '#new');
    await look(page, '0-empty');
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill('The harbour');
    await write(page, TEXT.join('\n'));
    await page.keyboard.press('Control+j');
    await look(page, '0-ask');
    await page.keyboard.press('Escape');
    await ask(page, 'Rewrite');
    await answered(page);
    await look(page, '0-suggestion');
    await page.getByRole('button', { name: 'Replace' }).click();

    place.fail(['anthropic'], 'unavailable');
    await place.untilKnown();
    await ask(page, 'Shorten');
    await answered(page);
    await look(page, '1-another-model');
    await page.getByRole('button', { name: 'Insert below' }).click();
    await page.locator('.text .by-ai').last().click();

    place.fail(['openai'], 'unavailable');
    const isLocal = async (): Promise<boolean> => {
      await place.push();
      return (await line(page).innerText()).startsWith('On this computer');
    };
    await expect.poll(isLocal).toBe(true);
    await page.keyboard.press('Control+j');
    await look(page, '2-local');
    await page.keyboard.press('Escape');

    place.fail(ALL, 'unavailable');
    const isPaused = async (): Promise<boolean> => {
      await place.push();
      return (await line(page).innerText()).startsWith('AI is unavailable');
    };
    await expect.poll(isPaused).toBe(true);
    await look(page, '3-paused');
    await page.setViewportSize(PHONE);
    await look(page, '3-phone');
    await page.setViewportSize(WINDOW);
    await page.getByRole('button', { name: 'Details' }).click();
    await page.keyboard.press('Control+j');
    await look(page, '3-ask-later');
    await page.keyboard.type('Make it funnier');
    await page.keyboard.press('Enter');
    await page.locator('.foot .chip').click();
    await look(page, '3-waiting');

    await place.stopGateway();
    await expect.poll(() => line(page).innerText()).toContain('Working in this browser only');
    await page.getByRole('button', { name: 'Close asked for later' }).click();
    await look(page, '4-gone');
    await page.setViewportSize(PHONE);
    await look(page, '4-phone');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    await place.startGateway();
    place.fail(ALL, null);
  });

  it('is the same in tables, and in what is shown as it was written', async () => {
    const context = await openProfile(executable ?? '', mkdtempSync(join(folder, 'profile-')));
    contexts.push(context);
    writeFileSync(join(place.folder, 'All of it.md'), ALL_OF_IT);
    const page = await openWriterIn(context, place.url);
    const list = await documentsOf(page);
    await list.getByText('All of it').click();
    await page.getByText('Lovelace').click();
    await page.getByRole('toolbar', { name: 'Table' }).waitFor();
    await look(page, 'table');
    await page.setViewportSize(PHONE);
    if (await list.isVisible()) await page.getByRole('button', { name: 'Close the list' }).click();
    await page.getByText('Lovelace').click();
    await look(page, 'phone-table');
    const hidden =
      'document.querySelector(".table-bar").scrollWidth - document.querySelector(".table-bar").clientWidth';
    expect(await page.evaluate(hidden)).toBe(0);
  });

  it('is the same in its panels and menus, and on a phone', async () => {
    const context = await openProfile(executable ?? '', mkdtempSync(join(folder, 'profile-')));
    contexts.push(context);
    const page = await openWriterIn(context, place.url, '#new');
    await page.getByRole('textbox', { name: 'Title', exact: true }).fill('Boats');
    await write(page, '## The first chapter\n');
    await write(page, TEXT.join('\n'));
    await page.getByRole('button', { name: 'Checks and outline' }).click();
    const checks = page.getByRole('complementary', { name: 'Checks and outline' });
    await checks.getByRole('button', { name: 'untill', exact: true }).waitFor({ timeout: 30_000 });
    await look(page, 'panel-checks');
    await checks.getByRole('button', { name: 'until', exact: true }).click();
    await expect.poll(() => page.locator('.text').innerText()).toContain('by it until that morning');
    await page.getByRole('button', { name: 'Versions', exact: true }).click();
    await page.getByRole('button', { name: 'Keep one now' }).click();
    await page.locator('.version').first().click();
    await look(page, 'panel-versions');
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find', exact: true }).fill('boats');
    await look(page, 'find');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'More for this document' }).click();
    await look(page, 'menu');
    await page.keyboard.press('Escape');
    const list = await documentsOf(page);
    await list.getByRole('button', { name: 'More for Boats' }).click();
    await look(page, 'list');
    await page.keyboard.press('Control+.');
    await look(page, 'focus');
    await page.keyboard.press('Control+.');
    await page.setViewportSize(PHONE);
    await page.getByRole('button', { name: 'Close versions' }).click();
    await page.getByRole('button', { name: 'Close the list' }).click();
    await look(page, 'phone');
    await ask(page, 'Rewrite');
    await answered(page);
    await look(page, 'phone-suggestion');
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(PHONE.width);
  });
});
