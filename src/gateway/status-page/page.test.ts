import { describe, expect, it } from 'vitest';
import { ago, handMade, incident, NOW, source, type Story, verdict } from '../../../test/fixtures/monitor.ts';
import { STORY } from '../../../test/fixtures/monitor-story.ts';
import { ADVICE } from '../../providers/alternatives.ts';
import { guideLines, guideOf } from './guide.ts';
import { headlineOf } from './headline.ts';
import { historyOf, type Outlook, outlookOf, type Standin, type Surroundings } from './outlook.ts';
import { contentPolicy, script, style } from './page/assets.ts';
import { historyPage, incidentPage, statusPage } from './page/page.ts';
import { plain } from './words.ts';

const HERE: Surroundings = {
  nowMs: NOW,
  cutOffSinceMs: null,
  used: new Set(['claude-api', 'openai-api']),
  standins: new Map(),
};

const gather = async (story: Partial<Story> = {}, around: Partial<Surroundings> = {}): Promise<Outlook> => {
  const { monitor } = handMade({ ...STORY, ...story });
  return outlookOf(monitor, { ...HERE, ...around }, await historyOf(monitor));
};

const judged = (changes: Readonly<Record<string, Parameters<typeof verdict>[1]>>): Partial<Story> => ({
  verdicts: STORY.surfaces.map(({ id }) => verdict(id, changes[id] ?? 'healthy', { sinceMs: ago(38) })),
  incidents: [],
});

const standin = (answers: string | null): { readonly standins: ReadonlyMap<string, Standin> } => ({
  standins: new Map([['claude-api', { answers }]]),
});

describe('the sentence at the top', () => {
  it.each<readonly [string, Partial<Story>, Partial<Surroundings>, string, string]>([
    ['all is well', judged({}), {}, 'Everything is working.', ''],
    [
      'somebody stands in',
      judged({ 'claude-api': 'down' }),
      standin('GPT-5.6'),
      'Claude API is down since 14:02 UTC; your requests are answered by GPT-5.6.',
      '',
    ],
    [
      'somebody stands in on one route, and nobody on another one',
      judged({ 'claude-api': 'down' }),
      { standins: new Map([['claude-api', { answers: 'GPT-5.6', partly: true }]]) },
      'Claude API is down since 14:02 UTC; some of your requests are answered by GPT-5.6, the others by nobody.',
      '',
    ],
    [
      'nobody stands in',
      judged({ 'claude-api': 'down' }),
      standin(null),
      'Claude API is down since 14:02 UTC; nobody can answer your requests at the moment.',
      '',
    ],
    [
      'an app is away that no request goes through',
      judged({ 'claude-app': 'degraded' }),
      {},
      'Claude is having trouble since 14:02 UTC.',
      '',
    ],
    [
      'what requests go through comes first',
      judged({ 'claude-app': 'down', 'claude-api': 'degraded' }),
      {},
      'Claude API is having trouble since 14:02 UTC.',
      'Claude is having trouble, too. ',
    ],
    [
      'several at once',
      judged({ 'claude-api': 'down', 'openai-api': 'down' }),
      {},
      'Claude API and OpenAI API are down since 14:02 UTC.',
      '',
    ],
    ['on the way back', judged({ 'claude-api': 'recovering' }), {}, 'Claude API is coming back since 14:02 UTC.', ''],
    ['a suspicion alarms nobody', judged({ 'claude-api': 'suspected' }), {}, 'Everything is working.', ''],
    [
      'what cannot be seen is not green',
      judged({ grok: 'unknown' }),
      {},
      'Everything that we can check is working.',
      '1 service cannot be verified: Grok.',
    ],
    [
      'nothing can be seen',
      judged(Object.fromEntries(STORY.surfaces.map(({ id }) => [id, 'unknown']))),
      {},
      'Nothing can be verified at the moment.',
      'That is not good news and not bad news: nobody could be asked yet.',
    ],
    [
      'our own network is down',
      judged({ 'claude-api': 'down' }),
      { cutOffSinceMs: ago(3) },
      'Nothing can be reached from here since 14:37 UTC.',
      'It looks like our own network, so nobody else is blamed.',
    ],
    ['nobody is watched', { surfaces: [] }, {}, 'Nothing is being watched here.', ''],
  ])('%s', async (_, story, around, said, beside) => {
    const headline = headlineOf(await gather(story, around));
    expect([plain(headline.sentence, NOW), plain(headline.beside, NOW)]).toEqual([said, beside]);
  });

  it('names the one model that is in trouble while the rest is not', async () => {
    const { cell } = verdict('claude-api', 'down');
    const part = verdict('claude-api', 'down', { cell: { ...cell, model: 'claude-opus-5-5' }, sinceMs: ago(10) });
    const outlook = await gather({ ...judged({}), verdicts: [...(judged({}).verdicts ?? []), part] });
    expect(plain(headlineOf(outlook).sentence, NOW)).toBe(
      'Claude Opus 5.5 of Claude API is having trouble since 14:30 UTC.',
    );
  });

  it('says nothing of a key, which is nobody’s business but the operator’s', async () => {
    const { cell } = verdict('claude-api', 'down');
    const refused = verdict('claude-api', 'down', { cell: { ...cell, credential: 1 } });
    const outlook = await gather({ ...judged({}), verdicts: [...(judged({}).verdicts ?? []), refused] });
    expect(plain(headlineOf(outlook).sentence, NOW)).toBe('Everything is working.');
    expect(outlook.surfaces[0]?.parts).toEqual([]);
  });
});

describe('the guide', () => {
  it('sends people to what is not in trouble itself, and says why', async () => {
    const guide = guideOf(await gather(judged({ 'claude-app': 'down', chatgpt: 'degraded' })), ADVICE);
    expect(guide.occasion).toBe('While Claude and ChatGPT are having trouble');
    expect(guide.rows[0]).toMatchObject({
      work: 'Writing and code',
      use: { name: 'Gemini', address: 'https://gemini.google.com' },
      term: { word: 'Working' },
      note: 'ChatGPT and Claude are in trouble.',
    });
    expect(guide.rows.at(-1)).toMatchObject({ use: { name: 'Ollama with Llama or Mistral' }, term: null });
  });

  it('is plain lines for a terminal, and none while nobody needs it', async () => {
    expect(guideLines(guideOf(await gather(judged({ 'claude-api': 'down' })), ADVICE))).toEqual([]);
    const lines = guideLines(guideOf(await gather(judged({ 'claude-app': 'down' })), ADVICE));
    expect(lines.slice(0, 2)).toEqual([
      'While Claude is down:',
      '  Writing and code: ChatGPT (working)  https://chatgpt.com',
    ]);
  });

  it('knows how conversations are taken out of every app that it sends people to', async () => {
    const guide = guideOf(await gather(), ADVICE);
    for (const { use } of guide.rows) {
      if (use.surface !== null) expect(guide.exports.map(({ name }) => name)).toContain(use.name);
    }
    for (const { source: address } of guide.exports) expect(address).toMatch(/^https:\/\//);
  });
});

describe('a page', () => {
  const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u0000';

  it('shows what others say as text, wherever it stands, and opens no address that is none of the web', async () => {
    const evil = incident('x"><b>', 'claude-api', {
      title: HOSTILE,
      official: {
        page: 'p',
        id: 'i',
        url: 'javascript:alert(1)',
        stage: 'investigating',
        scope: [HOSTILE],
        startedAtMs: ago(5),
        postedAtMs: ago(5),
        endedAtMs: null,
        updates: [{ id: '1', atMs: ago(5), stage: 'investigating', text: HOSTILE }],
      },
    });
    const outlook = await gather({
      incidents: [evil],
      sources: [source(HOSTILE, HOSTILE, ['claude-api'], { state: 'blocked', why: HOSTILE, url: 'data:text/html,x' })],
      verdicts: STORY.surfaces.map(({ id }) =>
        verdict(id, 'degraded', { disagreements: [HOSTILE], blind: [HOSTILE], evidence: [] }),
      ),
    });
    const advice = [{ work: HOSTILE, use: [{ name: HOSTILE, address: 'javascript:x', surface: null }], note: HOSTILE }];
    const wanted = { month: '', text: HOSTILE, surface: '' };
    for (const page of [
      statusPage(outlook, guideOf(outlook, advice)),
      incidentPage(outlook, evil),
      historyPage(outlook, wanted, [evil], 10),
    ]) {
      const body = page.replace(`<script>${script()}</script>`, '').replace(style(), '');
      expect(body).not.toMatch(/<script|<img|onerror=a[^&]*>|javascript:|href="data:text/);
      expect(body).toContain('&lt;script&gt;');
    }
  });

  it('needs nothing from elsewhere, and lets nothing in', async () => {
    const outlook = await gather();
    const page = statusPage(outlook, guideOf(outlook, ADVICE));
    expect(page).not.toMatch(/<(?:link|script|img|iframe)[^>]+(?:src|href)="https?:/);
    expect(contentPolicy()).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; connect-src 'self'/,
    );
    expect(contentPolicy()).not.toContain('unsafe');
    expect(page).not.toMatch(/ style="| on[a-z]+="/);
  });

  it('says the same to those without a script, with times in UTC', async () => {
    const outlook = await gather({}, standin('GPT-5.6'));
    const page = statusPage(outlook, guideOf(outlook, ADVICE));
    const text = page
      .replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, '')
      .replace(/<[^>]+>/g, '')
      .replaceAll(/\s+/g, ' ');
    for (const said of [
      'Claude API is down since 14:02 UTC; your requests are answered by GPT-5.6.',
      'We knew it 22 min before the official page said so.',
      '212 requests met it; a standby answered all of them.',
      'xAI status Not verified',
      'Database maintenance',
      'a partial outage counts 30 %',
      'Last checked 18 s ago',
      'The issue has been identified',
      'Settings → Privacy → Export data',
    ])
      expect(text).toContain(said);
    expect(page).toContain('<noscript><meta http-equiv="refresh"');
  });

  it('is shown also while the store cannot be read', async () => {
    const { monitor } = handMade(STORY);
    const busy = async (): Promise<never> => {
      throw new Error('locked');
    };
    const outlook = outlookOf(monitor, HERE, await historyOf({ ...monitor, incidents: busy, days: busy }));
    const page = statusPage(outlook, guideOf(outlook, ADVICE));
    expect(page).toContain('The history cannot be shown now.');
    expect(page).toContain('Claude API');
  });
});
