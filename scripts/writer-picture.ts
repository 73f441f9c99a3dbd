import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../test/fixtures/browser.ts';
import { ask, openPlace, openProfile, write } from '../test/fixtures/writer.ts';

// Takes the picture of the writer that the guide shows: nobody can answer, and one goes on.

const PICTURE = 'docs/images/writer.png';
const TEXT = [
  'The harbour was empty when we came back. Somebody had painted the boats while we were away, and nobody could say who it was.',
  'My grandmother used to say that a town without boats is a town without a reason. I never understood what she meant by it until that morning.',
];

const executable = findBrowser();
if (executable === null) process.exit(1);
const profile = mkdtempSync(join(tmpdir(), 'failsoft-picture-'));
const place = await openPlace();
const context = await openProfile(executable, profile, { viewport: { width: 1_000, height: 560 }, timezoneId: 'UTC' });
const page = await context.newPage();
await page.goto(`${place.url}/writer/#new`);
await page.locator('.text').waitFor();
await page.getByRole('textbox', { name: 'Title', exact: true }).fill('The harbour');
await write(page, TEXT.join('\n'));
place.fail(['anthropic', 'openai'], 'unavailable');
await place.untilKnown();
while (!(await page.locator('.level').innerText()).startsWith('AI is unavailable')) await place.push();
await ask(page, 'Shorten');
await page.locator('.foot .chip').waitFor();
while (!(await page.locator('.saving').innerText()).startsWith('Saved on')) await page.waitForTimeout(200);
await page.screenshot({ path: PICTURE });
await context.close();
await place.close();
rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
console.log(`${PICTURE}: ${Math.ceil(statSync(PICTURE).size / 1_024)} KB`);
process.exit(0);
