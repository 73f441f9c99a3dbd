import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser, openBrowser } from './fixtures/browser.ts';
import { NOW, verdict } from './fixtures/monitor.ts';
import { STORY } from './fixtures/monitor-story.ts';
import { type Served, serveStory } from './fixtures/status-page.ts';

const executable = findBrowser();

/** Where pictures are kept for people to look at. */
const PICTURES = process.env['FAILSOFT_TEST_PICTURES'] ?? '';

const SIZES = {
  desk: { width: 1180, height: 900 },
  phone: { width: 390, height: 844 },
  zoomed: { width: 320, height: 512 },
} as const;

describe.runIf(executable !== null)('the status page in a browser', () => {
  let browser: Browser;
  let served: Served;

  beforeAll(async () => {
    browser = await openBrowser(executable ?? '');
    served = await serveStory(STORY);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
  });

  type Look = { readonly scheme?: 'light' | 'dark'; readonly size?: keyof typeof SIZES; readonly script?: boolean };

  /** A page as somebody in Berlin sees it. What it complains about fails the test. */
  async function look(url: string, { scheme = 'light', size = 'desk', script = true }: Look = {}): Promise<Page> {
    const page = await browser.newPage({
      viewport: SIZES[size],
      colorScheme: scheme,
      timezoneId: 'Europe/Berlin',
      locale: 'en-GB',
      javaScriptEnabled: script,
      reducedMotion: 'reduce',
    });
    page.on('pageerror', (error) => expect(error.message).toBe(''));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) expect(message.text()).toBe('');
    });
    if (script) await page.clock.install({ time: NOW });
    await page.goto(url);
    return page;
  }

  async function picture(page: Page, name: string): Promise<Buffer> {
    if (PICTURES === '') return page.screenshot({ fullPage: true });
    mkdirSync(PICTURES, { recursive: true });
    return page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }

  /** What axe finds, with everything open that can be opened. */
  async function violations(page: Page): Promise<readonly string[]> {
    await openAll(page);
    await page.evaluate(axe.source);
    return page.evaluate(`axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | ')))`);
  }

  const openAll = async (page: Page): Promise<void> =>
    page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true;');

  const PATHS = {
    page: '/status',
    history: '/status/history',
    figures: '/status/figures',
    incident: '/status/incidents/claude-api-20261125-1402',
  };

  it.each([
    ['page', 'light', 'desk'],
    ['page', 'dark', 'desk'],
    ['page', 'light', 'phone'],
    ['page', 'dark', 'phone'],
    ['history', 'light', 'desk'],
    ['history', 'dark', 'phone'],
    ['incident', 'dark', 'desk'],
    ['incident', 'light', 'phone'],
  ] as const)('%s, %s, %s: is a picture, and well for those who see little or nothing', async (name, scheme, size) => {
    const page = await look(served.url + PATHS[name], { scheme, size });
    expect((await picture(page, `${name}-${size}-${scheme}`)).length).toBeGreaterThan(20_000);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it.each(['desk', 'phone', 'zoomed'] as const)('%s: nothing is wider than the screen', async (size) => {
    for (const path of Object.values(PATHS)) {
      const page = await look(served.url + path, { size });
      await openAll(page);
      const wide = await page.evaluate(`[...document.querySelectorAll('body *')]
        .filter((one) => !one.closest('.wide, .skip') && one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.outerHTML.slice(0, 100))`);
      expect(wide).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      await page.close();
    }
  });

  it('tells times in the reader’s own zone, also inside sentences', async () => {
    const page = await look(`${served.url}/status`);
    expect(await page.textContent('h1')).toBe('Claude API is down since 15:02; your requests are answered by GPT-5.6.');
    expect(await page.textContent('#why-claude-api .evidence li')).toContain('between 15:02 and 15:05');
    expect(await page.textContent('.fresh')).toMatch(/^\s*Last checked \d+ s ago\s*$/);
    await page.close();
  });

  it('shows a day to the pointer and to arrow keys, tells it to those who listen, and lets go of it', async () => {
    const page = await look(`${served.url}/status`);
    const bars = page.locator('#service-claude-api svg.bars');
    const box = await bars.boundingBox();
    await bars.hover({ position: { x: (box?.width ?? 0) * (48.5 / 90), y: 10 } });
    expect(await page.textContent('.tip')).toBe('15 October 2026: Major outage, 1 h 11 min. API unavailable');
    await page.mouse.move(0, 0);
    expect(await page.isVisible('.tip')).toBe(false);
    await bars.focus();
    await page.keyboard.press('End');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowLeft');
    expect(await bars.getAttribute('aria-valuetext')).toBe(
      '22 November 2026: Partial outage, 46 min. Elevated errors on Claude Opus 5.5',
    );
    expect(await page.isVisible('.tip')).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.isVisible('.tip')).toBe(false);
    await page.close();
  });

  it('can be used with the keyboard alone, beginning with a way past the head', async () => {
    const page = await look(`${served.url}/status`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the content');
    await page.keyboard.press('Enter');
    const reached = new Set<string>();
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate('document.activeElement.closest("section")?.id ?? ""'));
    }
    for (const id of ['instead', 'open', 'services', 'maintenance', 'sources', 'history', 'prepared'])
      expect(reached).toContain(id);
    await page.close();
  });

  it('is all there without a script, in UTC', async () => {
    const page = await look(`${served.url}/status`, { script: false });
    expect(await page.textContent('h1')).toBe(
      'Claude API is down since 14:02 UTC; your requests are answered by GPT-5.6.',
    );
    expect(await page.textContent('.fresh')).toContain('As of 25 November 2026');
    await page.click('#why-claude-api summary');
    expect(await page.isVisible('#why-claude-api table')).toBe(true);
    await page.goto(`${served.url}/status/history`);
    await page.fill('input[name=q]', 'image generation');
    await page.click('button');
    expect(await page.textContent('main [role=status]')).toContain('1 incident found.');
    await page.close();
  });

  it('changes by itself when something changes, and closes nothing that somebody has opened', async () => {
    const own = await serveStory(STORY);
    const page = await look(`${own.url}/status`);
    await page.click('#why-openai-api summary');
    await page.focus('#why-openai-api a');
    const well = verdict('claude-api', 'healthy', { sinceMs: NOW });
    const tiding = { kind: 'verdict', verdict: well, before: 'down', maintenance: null } as const;
    const verdicts = STORY.verdicts.map((one) => (one.cell.surface === 'claude-api' ? well : one));
    const [over, ...incidents] = STORY.incidents;
    if (over === undefined) throw new Error('No incident');
    own.change({ verdicts, incidents }, tiding, { kind: 'incident', incident: over, change: 'closed' });
    await page.waitForSelector('h1:has-text("Claude Code is")');
    expect(await page.title()).toBe('Claude Code is having trouble since 14:27 UTC.');
    expect(await page.isVisible('#open')).toBe(false);
    expect(await page.textContent('#service-claude-api .state')).toContain('Working');
    expect(await page.evaluate('document.querySelector("#why-openai-api").open')).toBe(true);
    expect(await page.evaluate('document.activeElement.closest("details")?.id')).toBe('why-openai-api');
    expect(await page.getAttribute('#service-claude-api svg.bars', 'role')).toBe('slider');
    expect(await violations(page)).toEqual([]);
    await page.close();
    await own.stop();
  });

  it('says since when it is stale when the gateway dies, and is fresh again when it is back', async () => {
    const own = await serveStory(STORY);
    const page = await look(`${own.url}/status`);
    await page.waitForSelector('.fresh:has-text("ago")');
    await own.stop();
    // It tries once more before it says so.
    for (let step = 0; step < 8 && !(await page.isVisible('#stale')); step += 1) {
      await page.clock.runFor(1_000);
      await page.waitForTimeout(100);
    }
    expect(await page.textContent('#stale')).toBe(
      'Stale since 15:40. The gateway does not answer; what you see here is from then.',
    );
    expect(await page.textContent('h1')).toContain('Claude API is down');
    await picture(page, 'stale-desk-light');
    expect(await violations(page)).toEqual([]);
    const back = await serveStory({ ...STORY, verdicts: [], incidents: [] }, undefined, Number(new URL(own.url).port));
    for (let step = 0; step < 8 && (await page.isVisible('#stale')); step += 1) {
      await page.clock.runFor(1_000);
      await page.waitForTimeout(100);
    }
    expect(await page.isVisible('#stale')).toBe(false);
    await page.waitForSelector('h1:has-text("Nothing can be verified at the moment.")');
    await page.close();
    await back.stop();
  });
});
