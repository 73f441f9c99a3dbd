import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../test/fixtures/browser.ts';
import { type House, openHouse, programFrom } from '../../test/fixtures/house.ts';
import { openProfile, violations } from '../../test/fixtures/writer.ts';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = join(ROOT, 'examples/plain');
const guide = readFileSync(join(ROOT, 'docs/guides/degrade-gracefully.md'), 'utf8');
const blocksOf = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);
const drills = blocksOf('js').filter((text) => text.startsWith('// reply.drill.js'));
const executable = findBrowser();
const BOTH = ['anthropic', 'openai'];
const HTML =
  '<!doctype html><html lang="en"><title>A reply</title><main><h1>A reply</h1><div id="root"></div></main><script type="module" src="/page.js"></script>';

describe('the guide to degrading gracefully', () => {
  it('shows what stands in the example, which a browser runs', () => {
    const names = readdirSync(EXAMPLE).filter((name) => name.endsWith('.js'));
    const files = names.map((name) => readFileSync(join(EXAMPLE, name), 'utf8'));
    const shown = blocksOf('js').filter((text) => !drills.includes(text));
    expect(shown.length).toBeGreaterThanOrEqual(8);
    expect(shown.filter((text) => !files.some((file) => file.includes(text)))).toEqual([]);
  });

  it('shows a drill that runs', async () => {
    expect(drills).toHaveLength(1);
    const folder = mkdtempSync(join(tmpdir(), 'failsoft-drill-'));
    const [drill = ''] = drills;
    const places = [
      ["'failsoft'", 'src/index.ts'],
      ["'failsoft/client'", 'src/client/client.ts'],
      ["'failsoft/gateway'", 'src/gateway/serve.ts'],
      ["'failsoft/sandbox'", 'src/drill/sandbox/sandbox.ts'],
    ] as const;
    const program = places.reduce(
      (text, [name, path]) => text.replace(`from ${name}`, `from '${join(ROOT, path)}'`),
      drill,
    );
    writeFileSync(join(folder, 'reply.drill.mjs'), program);
    cpSync(join(EXAMPLE, 'failsoft.yaml'), join(folder, 'failsoft.yaml'));
    const child = spawn(process.execPath, ['--test', 'reply.drill.mjs'], { cwd: folder });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (said += piece.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    rmSync(folder, { recursive: true, force: true });
    expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
  });
});

describe.runIf(executable !== null)('the page in React that it shows', () => {
  let house: House;
  let context: BrowserContext;
  const folder = join(ROOT, 'node_modules/.cache/failsoft-guide');
  const profile = mkdtempSync(join(tmpdir(), 'failsoft-guide-'));
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    for (const name of ['ai.js', 'words.js']) cpSync(join(EXAMPLE, name), join(folder, name));
    writeFileSync(join(folder, 'reply.jsx'), blocksOf('jsx').join('\n'));
    const program = await programFrom(join(folder, 'reply.jsx'));
    house = await openHouse((path) => (path === '/page.js' ? program : path === '/index.html' ? HTML : null));
    context = await openProfile(executable ?? '', profile);
  });
  afterAll(async () => {
    await context?.close();
    await house?.close();
    for (const one of [folder, profile]) rmSync(one, { recursive: true, force: true, maxRetries: 5 });
  });
  const line = async (page: Page): Promise<string> => page.getByRole('status').innerText();
  const press = async (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();

  it('drafts, keeps a question through an outage, and puts the answer where it does no harm', async () => {
    const page = await context.newPage();
    page.on('pageerror', (error) => expect.soft(error.message).toBe(''));
    await page.goto(house.url);
    const reply = page.getByRole('textbox', { name: 'Your reply' });
    await press(page, 'Draft a reply');
    await press(page, 'Use it');
    expect(await reply.inputValue()).toContain('claude');
    await reply.fill('Dear Ada,');
    house.fail('unavailable', ...BOTH);
    await expect
      .poll(
        async () => {
          await house.push();
          return line(page);
        },
        { timeout: 20_000 },
      )
      .toMatch(/^AI is unavailable since/);
    await press(page, 'Ask for a draft when AI is back');
    await page.getByText('1 asked for, and answered when AI is back').waitFor();
    expect(await violations(page)).toEqual([]);
    await house.stopGateway();
    await expect.poll(async () => line(page)).toMatch(/^Working in this browser only/);
    await page.reload();
    expect(await reply.inputValue()).toBe('Dear Ada,');
    house.fail(null, ...BOTH);
    house.startGateway();
    const suggestion = page.getByRole('region', { name: 'The draft that you asked for' });
    await suggestion.waitFor({ timeout: 30_000 });
    await reply.fill('Dear Ada, sorry.');
    await suggestion.getByText('You have changed your reply since. It was: “Dear Ada,”').waitFor();
    await press(page, 'Add it below');
    await expect.poll(async () => reply.inputValue()).toMatch(/^Dear Ada, sorry\.\n\n.+claude/s);
    await expect.poll(() => page.getByRole('region').count()).toBe(0);
  });
});
