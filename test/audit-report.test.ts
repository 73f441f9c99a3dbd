import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../src/audit/reports/page/page.ts';
import { hostileReport, report, scanOf } from '../src/audit/reports/testing/reports.ts';
import { SHOP } from '../src/audit/reports/testing/shop.ts';
import { findBrowser, openBrowser } from './fixtures/browser.ts';

const executable = findBrowser();

/** Where pictures are kept for people to look at. */
const PICTURES = process.env['FAILSOFT_TEST_PICTURES'] ?? '';

const SIZES = { desk: { width: 1180, height: 900 }, phone: { width: 360, height: 780 } } as const;

const REPORTS = {
  workflows: () => report(scanOf(), SHOP),
  code: () => report(scanOf()),
  hostile: hostileReport,
} as const;

describe.runIf(executable !== null)('the page of a report in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failsoft-report-'));
  let browser: Browser;

  beforeAll(async () => {
    for (const [name, make] of Object.entries(REPORTS)) writeFileSync(join(folder, `${name}.html`), renderHtml(make()));
    browser = await openBrowser(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  type Look = { readonly scheme?: 'light' | 'dark'; readonly size?: keyof typeof SIZES };

  /** The file as somebody opens it. What it complains about fails the test, and so does anything that it asks for. */
  async function look(name: string, { scheme = 'light', size = 'desk' }: Look = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: SIZES[size], colorScheme: scheme, locale: 'en-GB' });
    page.on('console', (message) => expect(message.text()).toBe(''));
    page.on('pageerror', (error) => expect(error.message).toBe(''));
    page.on('request', (request) => expect(request.url()).toMatch(/^file:.*\.html$/));
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    return page;
  }

  const openAll = async (page: Page): Promise<void> =>
    page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true;');

  async function violations(page: Page): Promise<readonly string[]> {
    await page.evaluate(axe.source);
    return page.evaluate(`axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | ')))`);
  }

  it.each([
    ['workflows', 'light', 'desk'],
    ['workflows', 'dark', 'desk'],
    ['workflows', 'light', 'phone'],
    ['code', 'light', 'desk'],
    ['code', 'dark', 'phone'],
    ['hostile', 'dark', 'desk'],
  ] as const)('%s, %s, %s: is well for those who see little or nothing', async (name, scheme, size) => {
    const page = await look(name, { scheme, size });
    if (PICTURES !== '') {
      mkdirSync(PICTURES, { recursive: true });
      const summary = await page.locator('#summary').boundingBox();
      const height = (summary?.y ?? 0) + (summary?.height ?? 0) + 24;
      const clip = { x: 0, y: 0, width: SIZES[size].width, height };
      await page.screenshot({ path: join(PICTURES, `audit-${name}-${size}-${scheme}.png`), fullPage: true, clip });
    }
    await openAll(page);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it.each(Object.keys(REPORTS))('%s: is no wider than a small phone, with everything open', async (name) => {
    const page = await look(name, { size: 'phone' });
    await openAll(page);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    const wide = await page.evaluate(`[...document.querySelectorAll('body *')]
      .filter((one) => !one.closest('.wide, .skip') && one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => one.outerHTML.slice(0, 100))`);
    expect(wide).toEqual([]);
    await page.close();
  });

  it('shows names that mean harm as names', async () => {
    const page = await look('hostile');
    expect(await page.evaluate('document.scripts.length')).toBe(0);
    const foreign = `[...document.querySelectorAll('*')].flatMap((one) => [...one.attributes])
      .filter(({ name, value }) => name.startsWith('on') || (name === 'href' && !value.startsWith('#'))).length`;
    expect(await page.evaluate(foreign)).toBe(0);
    expect(await page.textContent('.card h3')).toContain('<script>alert(1)</script>');
    await page.close();
  });

  it('says what stops, for how long, at what cost, proven when, and what to do, without scrolling', async () => {
    const page = await look('workflows');
    for (const selector of ['h1', '.glance', '.next', '.headline .quiet']) {
      const box = await page.locator(selector).first().boundingBox();
      const end = (box?.y ?? Infinity) + (box?.height ?? 0);
      expect([selector, end < SIZES.desk.height]).toEqual([selector, true]);
    }
    await page.close();
  });

  it('can be gone through with the keyboard alone, beginning with a way past the head', async () => {
    const page = await look('workflows');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the content');
    const reached = new Set<string>();
    for (let step = 0; step < 90; step += 1) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate('document.activeElement.closest("section")?.id ?? ""'));
    }
    for (const id of ['summary', 'workflows', 'hangs', 'forecast', 'scenarios', 'code']) expect(reached).toContain(id);
    await page.close();
  });

  it('has on paper what is folded on a screen, and nothing beside it', async () => {
    const page = await look('workflows');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 720, height: 1000 });
    expect(await page.locator('.answers').first().isVisible()).toBe(true);
    expect(await page.locator('header nav').isVisible()).toBe(false);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    if (PICTURES !== '') writeFileSync(join(PICTURES, 'audit-workflows.pdf'), pdf);
    expect(pdf.length).toBeGreaterThan(20_000);
    await page.close();
  });
});
