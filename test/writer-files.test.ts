import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from './fixtures/browser.ts';
import { documentsOf, openPlace, openProfile, openWriterIn, type Place, textOf, write } from './fixtures/writer.ts';

const executable = findBrowser();

/** What Word puts on the clipboard, shortened. */
const FROM_WORD = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{mso-style-name:x}</style>
  <!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]--></head><body>
  <!--StartFragment--><h1 style='mso-outline-level:1'>Title of it</h1><p class=MsoNormal><b style='color:red'>Bold<o:p></o:p></b> and plain.</p>
  <p class=MsoListParagraph>Another paragraph<span style='mso-spacerun:yes'>  </span>here.</p><!--EndFragment--></body></html>`;
const TABLE_FROM_WORD = `<table class=MsoTableGrid border=1><tr><th><p class=MsoNormal>A head<o:p></o:p></p></th><th>Another</th></tr>
  <tr><td style='width:200pt'><p class=MsoNormal><b>one</b></p></td><td><p>two</p><p>in lines</p><ul><li>and a list</li></ul></td></tr>
  <tr><td colspan=2>both</td></tr></table>`;
const WITH_SCRIPT = `<p onclick="globalThis.hacked=1">Kept <img src="x" onerror="globalThis.hacked=2">
  <script>globalThis.hacked=3</script><a href="javascript:globalThis.hacked=4">a link</a></p><iframe srcdoc="<script>parent.hacked=5</script>"></iframe>`;

describe.runIf(executable !== null)('what comes into the writer and goes out of it', () => {
  let place: Place;
  let folder: string;
  let context: BrowserContext;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'failsoft-files-'));
    place = await openPlace();
    context = await openProfile(executable ?? '', join(folder, 'profile'));
  });
  afterAll(async () => {
    await context?.close();
    await place?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const open = async (isAttacked = false): Promise<Page> => openWriterIn(context, place.url, '#new', { isAttacked });
  async function paste(page: Page, html: string): Promise<void> {
    await page.locator('.text').click();
    await pasteHere(page, html);
  }
  async function pasteHere(page: Page, html: string): Promise<void> {
    await page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', ${JSON.stringify(html)});
      document.querySelector('.text').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    })()`);
  }
  async function bring(page: Page, name: string, content: string | Buffer): Promise<void> {
    const file = join(folder, name);
    writeFileSync(file, content);
    await page.getByLabel('File to import').setInputFiles(file);
  }
  async function take(page: Page, what: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    await page.getByRole('button', { name: 'More for this document' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: what }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  it('keeps the words of a pasted page and runs nothing of it', async () => {
    const page = await open(true);
    await paste(page, WITH_SCRIPT);
    await expect.poll(() => textOf(page)).toContain('a link');
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    expect(await page.locator('.text [onclick], .text [onerror], .text script, .text iframe').count()).toBe(0);
    expect(await page.locator('.text a[href^="javascript"]').count()).toBe(0);
  });

  it('keeps headings, lists and emphasis of what comes from Word, and nothing of its dress', async () => {
    const page = await open(true);
    await paste(page, FROM_WORD);
    await expect.poll(() => textOf(page)).toContain('Another paragraph');
    expect(await page.locator('.text h1').innerText()).toBe('Title of it');
    expect(await page.locator('.text strong').innerText()).toBe('Bold');
    expect(await page.locator('.text').innerHTML()).not.toMatch(/mso|color|<o:/i);
  });

  it('goes to Word and comes back, goes out as HTML and as Markdown', async () => {
    const page = await open();
    const markdown =
      '# A heading\n\nSome **bold** and *soft* words.\n\n- one\n- two\n\n1. first\n2. second\n\n> quoted\n';
    await bring(page, 'A text.md', markdown);
    await expect.poll(() => page.title()).toBe('A text · Writer');
    await page.locator('.text h1').waitFor();
    const plain = await take(page, 'Export as Markdown');
    expect([plain.name, plain.bytes.toString()]).toEqual(['A text.md', markdown]);
    const web = await take(page, 'Export as HTML');
    expect(web.bytes.toString()).toMatch(/<h1>A text<\/h1>[^]*<strong>bold<\/strong>/);
    const word = await take(page, 'Export for Word');
    expect(word.name).toBe('A text.docx');
    expect(word.bytes.subarray(0, 2).toString()).toBe('PK');
    await bring(page, 'Back again.docx', word.bytes);
    await expect.poll(() => page.locator('.text h1').count()).toBe(1);
    await expect.poll(() => page.title()).toBe('A text · Writer');
    await expect
      .poll(() => textOf(page))
      .toMatch(/A heading[^]*Some bold and soft words\.[^]*one[^]*two[^]*first[^]*second[^]*quoted/);
    expect(await page.locator('.text strong').first().innerText()).toBe('bold');
  });

  it('makes, edits and takes away a table, from the keyboard alone', async () => {
    const page = await open();
    await write(page, 'Before.');
    await page.keyboard.press('Enter');
    await page.keyboard.type('| Name | Price |');
    await page.keyboard.press('Enter');
    await page.getByRole('toolbar', { name: 'Table' }).waitFor();
    await page.keyboard.type('Tea');
    await page.keyboard.press('Tab');
    await page.keyboard.type('2 | 3');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Milk');
    await page.keyboard.press('Tab');
    // Behind the last cell a row begins, and below the last row, too.
    await page.keyboard.press('Tab');
    await page.keyboard.type('Bread');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Salt');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Alt+F10');
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Add a row below');
    await page.getByRole('button', { name: 'Align this column right' }).click();
    await page.getByRole('button', { name: 'Add a column to the right' }).click();
    expect(await page.locator('.text tr').count()).toBe(5);
    expect(await page.locator('.text tr').first().locator('th').count()).toBe(3);
    await page.getByRole('button', { name: 'Remove this column' }).click();
    const words = ['| Name  |  Price |', '| ----- | -----: |', '| Tea   | 2 \\| 3 |', '| Milk  |        |'];
    const markdown = `Before.\n\n${[...words, '| Bread |        |', '| Salt  |        |'].join('\n')}\n`;
    expect((await take(page, 'Export as Markdown')).bytes.toString()).toBe(markdown);
    await page.locator('.text').click();
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.locator('.text th').count()).toBe(3);
    await page.keyboard.press('Control+Shift+z');
    await page.getByText('Tea', { exact: true }).click();
    await page.getByRole('button', { name: 'Remove the table' }).click();
    await expect.poll(async () => (await textOf(page)).trim()).toBe('Before.');
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await page.getByRole('toolbar', { name: 'Table' }).waitFor();
    await page.keyboard.type('First head');
    expect(await page.locator('.text th').first().innerText()).toBe('First head');
  });

  it('goes on where it was at once when a button of the text was pressed, by mouse or key', async () => {
    const page = await open();
    await write(page, 'Plain ');
    // In one step of the page: no picture is drawn between the click and the letter.
    const isBack = await page.evaluate(`(() => {
      const button = document.querySelector('button[aria-label="Bold"]');
      button.focus();
      button.click();
      return document.querySelector('.text').contains(document.activeElement);
    })()`);
    expect(isBack).toBe(true);
    await page.keyboard.type('bold');
    await page.getByRole('button', { name: 'Bold' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type(' plain again');
    expect((await textOf(page)).trim()).toBe('Plain bold plain again');
    expect(await page.locator('.text strong').innerText()).toBe('bold');
  });

  it('brings tables from Word, the web and Markdown, and takes them out again', async () => {
    const page = await open(true);
    await paste(page, `<p>Before</p>${TABLE_FROM_WORD}<p>Behind</p>`);
    await expect.poll(() => page.locator('.text td').count()).toBe(3);
    const rows = '| A head | Another                     |\n| ------ | --------------------------- |\n';
    const markdown = `Before\n\n${rows}| **one** | two<br>in lines<br>and a list |\n`;
    const cells = (text: string): string => text.replaceAll(/ {2,}/g, ' ').replaceAll(/-{2,}/g, '--');
    expect(cells((await take(page, 'Export as Markdown')).bytes.toString())).toContain(cells(markdown));
    const web = await take(page, 'Export as HTML');
    expect(web.bytes.toString()).toMatch(/<table><tbody><tr><th><p>A head<\/p><\/th>/);
    const word = await take(page, 'Export for Word');
    await bring(page, 'Table again.docx', word.bytes);
    await expect.poll(() => page.title()).toBe('Table again · Writer');
    await expect.poll(() => page.locator('.text tr').count()).toBe(3);
    expect(await textOf(page)).toMatch(/A head\s+Another\s+one\s+two\s+in lines\s+and a list/);
    await page.getByText('two', { exact: true }).click();
    await page.getByRole('toolbar', { name: 'Table' }).waitFor();
    await pasteHere(page, '<ul><li>three</li><li>four</li></ul>');
    await expect.poll(() => page.locator('.text td').nth(1).innerText()).toMatch(/three\s+four/);
    expect(await page.locator('.text tr').count()).toBe(3);
  });

  it('says in a sentence what is wrong with a file, and changes nothing', async () => {
    const page = await open();
    await write(page, 'Still here.');
    await bring(page, 'broken.docx', Buffer.from('PK\u0003\u0004 no document'));
    await expect
      .poll(() => page.locator('.toast').innerText())
      .toBe('broken.docx cannot be read as a document of Word. It may be damaged.');
    await bring(page, 'picture.md', Buffer.from([0x89, 0x50, 0, 0, 1]));
    await expect.poll(() => page.locator('.toast').innerText()).toBe('picture.md is not a text.');
    expect(await textOf(page)).toBe('Still here.');
  });

  it('opens what other programs have written, and takes in what they change', async () => {
    const theirs = '# Theirs\n\nWritten elsewhere.\n\n| a | table |\n| - | - |\n| of | theirs |\n';
    writeFileSync(join(place.folder, 'From vim.md'), theirs);
    const page = await openWriterIn(context, place.url);
    const list = await documentsOf(page);
    await list.getByText('From vim').click();
    await expect.poll(() => textOf(page)).toContain('Written elsewhere.');
    await expect.poll(() => page.locator('.saving').innerText()).toMatch(/^Saved on/);
    await page.reload();
    await expect.poll(() => textOf(page)).toContain('Written elsewhere.');
    await page.waitForTimeout(3_000);
    // Whoever only reads changes nothing.
    expect(place.file('From vim.md')).toBe(theirs);
    await write(page, ' And here.');
    await expect.poll(() => readFileSync(join(place.folder, 'From vim.md'), 'utf8')).toContain('And here.');
    await page.getByRole('button', { name: 'Versions', exact: true }).click();
    await page.getByRole('button', { name: /Changed by another program/ }).click();
    writeFileSync(join(place.folder, 'From vim.md'), '# Theirs\n\nWritten elsewhere, again.\n');
    await page.reload();
    await expect.poll(() => textOf(page)).toContain('elsewhere, again.');
  });

  it.runIf(process.env['FAILSOFT_TEST_ALL'] === '1')('has its grammar checked once it was asked for', async () => {
    const page = await open();
    const fetched: string[] = [];
    context.on('request', (request) => void fetched.push(request.url()));
    await write(page, 'This is a text, and and it was checked by nobody.');
    await page.getByRole('button', { name: 'Checks and outline' }).click();
    const checks = page.getByRole('complementary', { name: 'Checks and outline' });
    await checks.getByRole('button', { name: 'Turn on grammar' }).waitFor();
    expect(fetched.filter((url) => /grammar|harper/.test(url))).toEqual([]);
    await checks.getByRole('button', { name: 'Turn on grammar' }).click();
    await checks.getByText('Did you mean to repeat this word?').waitFor({ timeout: 60_000 });
    expect(fetched.filter((url) => new URL(url).origin !== place.url)).toEqual([]);
  });
});
