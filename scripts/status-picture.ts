import { statSync } from 'node:fs';
import { findBrowser, openBrowser } from '../test/fixtures/browser.ts';
import { NOW, verdict } from '../test/fixtures/monitor.ts';
import { STORY } from '../test/fixtures/monitor-story.ts';
import { serveStory } from '../test/fixtures/status-page.ts';

// Takes the picture of the status page that the guide shows.

const PICTURE = 'docs/images/status.png';

const executable = findBrowser();
if (executable === null) process.exit(1);
// With nothing in trouble but one API, what is going on and the services fit into one picture.
const verdicts = STORY.verdicts.map((one) =>
  one.cell.surface === 'claude-code' ? verdict('claude-code', 'healthy') : one,
);
const [browser, served] = await Promise.all([openBrowser(executable), serveStory({ ...STORY, verdicts })]);
const page = await browser.newPage({ viewport: { width: 960, height: 1_250 }, timezoneId: 'UTC', locale: 'en-GB' });
await page.clock.setFixedTime(NOW);
await page.goto(`${served.url}/status`);
await page.screenshot({ path: PICTURE });
await browser.close();
await served.stop();
console.log(`${PICTURE}: ${Math.ceil(statSync(PICTURE).size / 1_024)} KB`);
