import { describe, expect, it } from 'vitest';
import { endOf, leadMs } from '../../model/incident.ts';
import type { OfficialIncident } from '../../model/official.ts';
import type { Condition, Verdict } from '../../model/verdict.ts';
import { and, type Ledger, ledgerOf, type Noted } from './ledger.ts';
import { noteOfficial } from './official.ts';
import { leftAlone, noteVerdicts } from './observed.ts';
import { noteRequests } from './requests.ts';

const NOON = Date.UTC(2026, 10, 25, 12);
const MINUTE = 60_000;
const at = (minutes: number): number => NOON + minutes * MINUTE;

function verdict(condition: Condition, minutes: number, more: Partial<Verdict['cell']> = {}): Verdict {
  const cell = { surface: 'claude-api', provider: null, model: null, region: null, credential: null, ...more };
  const text = '14 of 20 requests failed with 529';
  const evidence = [{ kind: 'traffic', text, factor: 40, atMs: at(minutes), url: null } as const];
  return { cell, condition, bad: 0.5, confidence: 'low', sinceMs: at(minutes), evidence, disagreements: [], blind: [] };
}

function posted(change: Partial<OfficialIncident> = {}): OfficialIncident {
  return {
    id: 't33dncr5ydvl',
    title: 'Elevated errors',
    url: 'https://status.claude.com/incidents/t33dncr5ydvl',
    level: 'partial',
    stage: 'investigating',
    surfaces: ['claude-api'],
    scope: [],
    startedAtMs: at(22),
    postedAtMs: at(22),
    endedAtMs: null,
    updates: [{ id: 'u1', atMs: at(22), stage: 'investigating', text: 'We are looking into it.' }],
    ...change,
  };
}

/** What happens, one after the other. */
class Story {
  noted: Noted = { ledger: ledgerOf([]), kept: [], told: [] };

  constructor(ledger: Ledger = ledgerOf([])) {
    this.noted = { ledger, kept: [], told: [] };
  }

  see(minutes: number, ...verdicts: readonly Verdict[]): this {
    const nameOf = (): string => 'Claude API';
    this.noted = and(this.noted, noteVerdicts(this.noted.ledger, { verdicts, nowMs: at(minutes), nameOf }));
    return this;
  }

  is(condition: Condition, minutes: number, more: Partial<Verdict['cell']> = {}): this {
    return this.see(minutes, verdict(condition, minutes, more));
  }

  read(minutes: number, ...incidents: readonly OfficialIncident[]): this {
    this.noted = and(this.noted, noteOfficial(this.noted.ledger, { page: 'claude', incidents, nowMs: at(minutes) }));
    return this;
  }

  meet(minutes: number, end: 'saved' | 'lost' | 'neither', count = 1): this {
    const hit = { surface: 'claude-api', model: 'claude-opus-5-5', end, atMs: at(minutes) };
    this.noted = and(
      this.noted,
      noteRequests(
        this.noted.ledger,
        Array.from({ length: count }, () => hit),
      ),
    );
    return this;
  }

  get incidents(): readonly Noted['kept'][number][] {
    return [...this.noted.ledger.incidents.values()];
  }

  get changes(): readonly string[] {
    return this.noted.told.map(({ change }) => change);
  }
}

describe('what we see ourselves', () => {
  it('begins when something first spoke against it, was found when we were sure, and ended when it began to look well', () => {
    const story = new Story().is('suspected', 2).is('down', 4).is('recovering', 30).is('healthy', 33);
    expect(story.incidents).toMatchObject([
      {
        id: 'claude-api-20261125-1202',
        title: 'Claude API is down',
        level: 'major',
        observed: { startedAtMs: at(2), foundAtMs: at(4), endedAtMs: at(30) },
        official: null,
      },
    ]);
    expect(story.changes).toEqual(['opened', 'closed']);
  });

  it('is nothing new at every look', () => {
    const story = new Story().is('down', 4);
    const { length } = story.noted.kept;
    for (let minutes = 5; minutes < 20; minutes += 1) story.see(minutes, verdict('down', 4));
    expect(story.noted.kept).toHaveLength(length);
  });

  it('is one incident, however often it flaps', () => {
    const story = new Story();
    for (let turn = 0; turn < 20; turn += 1) story.is('down', turn * 10).is('healthy', turn * 10 + 5);
    expect(story.incidents).toHaveLength(1);
    expect(story.incidents[0]?.observed).toMatchObject({ startedAtMs: at(0), endedAtMs: at(195) });
    expect(story.changes.filter((change) => change === 'opened')).toHaveLength(20);
    story.is('down', 240);
    expect(story.incidents).toHaveLength(2);
  });

  it('tells a model that is down from the surface that it is a part of, and grows with it', () => {
    const story = new Story().is('down', 1, { model: 'claude-opus-5-5' });
    expect(story.incidents[0]).toMatchObject({ level: 'partial', title: 'claude-opus-5-5 of Claude API is down' });
    story.see(2, verdict('down', 1, { model: 'claude-opus-5-5' }), verdict('down', 2));
    expect(story.incidents).toMatchObject([{ level: 'major', title: 'Claude API is down' }]);
    expect(story.incidents[0]?.observed?.cells).toHaveLength(2);
    story.see(3, verdict('healthy', 3), verdict('down', 1, { model: 'claude-opus-5-5' }));
    expect(story.incidents[0]?.observed?.endedAtMs).toBeNull();
    story.see(4, verdict('healthy', 3));
    expect(story.changes).toEqual(['opened', 'updated', 'closed']);
  });

  it('is no incident of ours where we call nothing and the page alone speaks', () => {
    const page = { kind: 'page', text: 'The page says so', factor: 30, atMs: at(1), url: 'https://x' } as const;
    const said = { ...verdict('down', 1), evidence: [page] };
    expect(new Story().see(2, said).incidents).toEqual([]);
    expect(new Story().is('down', 1).see(2, said).changes).toEqual(['opened']);
  });

  it.each([{ model: 'dall-e' }, { region: 'us-east-1' }])(
    'ends although the page has trouble with %o alone',
    (cell) => {
      const page = { kind: 'page', text: 'The page says so', factor: 30, atMs: at(-90), url: 'https://x' } as const;
      const said = { ...verdict('degraded', -90, cell), evidence: [page] };
      const story = new Story().see(0, said).see(2, verdict('down', 2), said).see(10, verdict('recovering', 9), said);
      story.see(15, verdict('healthy', 15), said).see(16, verdict('healthy', 15), said);
      expect(story.changes).toEqual(['opened', 'closed']);
      expect(story.incidents[0]?.observed).toMatchObject({ startedAtMs: at(2), endedAtMs: at(9) });
      expect(story.incidents[0]?.observed?.cells).toHaveLength(1);
    },
  );

  it('ends when nobody has looked for long, at the time when that began', () => {
    const story = new Story().is('down', 1).is('unknown', 30).see(80, verdict('unknown', 30));
    expect(story.incidents[0]?.observed?.endedAtMs).toBeNull();
    expect(story.see(90, verdict('unknown', 30)).incidents[0]?.observed?.endedAtMs).toBe(at(30));
    const before = new Story().is('down', 1).noted.ledger;
    expect(leftAlone(before, at(20), at(60)).kept).toEqual([]);
    expect(leftAlone(before, at(20), at(90)).kept[0]?.observed?.endedAtMs).toBe(at(20));
  });

  it('is not over because we can see nothing, and a refused key is no incident of anybody', () => {
    const story = new Story().is('down', 1).is('unknown', 2).is('recovering', 3).is('suspected', 4);
    expect(story.incidents[0]?.observed?.endedAtMs).toBeNull();
    expect(new Story().is('down', 1, { credential: 0 }).incidents).toEqual([]);
  });
});

describe('what a page says', () => {
  it('is the same incident as ours where it is the same trouble, with both times side by side', () => {
    const story = new Story().is('down', 0).read(23, posted()).is('healthy', 40);
    expect(story.incidents).toHaveLength(1);
    const [incident] = story.incidents;
    expect(incident).toMatchObject({
      id: 'claude-api-20261125-1200',
      title: 'Elevated errors',
      level: 'major',
      observed: { foundAtMs: at(0), endedAtMs: at(40) },
      official: { page: 'claude', postedAtMs: at(22), endedAtMs: null },
    });
    expect(incident && leadMs(incident)).toBe(22 * MINUTE);
    story.read(60, posted({ stage: 'resolved', endedAtMs: at(55) }));
    expect(story.changes).toEqual(['opened', 'posted', 'updated', 'updated', 'closed']);
    expect(endOf(story.incidents[0] ?? { observed: null, official: null })).toBe(at(55));
  });

  it('is joined by what we see later', () => {
    const story = new Story().read(23, posted()).is('down', 30);
    expect(story.incidents).toMatchObject([
      { id: 'claude-api.t33dncr5ydvl', title: 'Elevated errors', level: 'major' },
    ]);
    expect(story.changes).toEqual(['opened', 'posted', 'updated']);
  });

  it.each<readonly [string, Partial<OfficialIncident>, Partial<Verdict['cell']>, number]>([
    ['another model', { scope: ['Sonnet'] }, { model: 'claude-opus-5-5' }, 2],
    ['that model', { scope: ['Claude Opus 5.5'] }, { model: 'claude-opus-5-5' }, 1],
    ['that model, when all is down', { scope: ['Opus'] }, {}, 1],
    ['another surface', { surfaces: ['claude-app'] }, {}, 2],
    ['hours later', { startedAtMs: at(200), postedAtMs: at(200) }, {}, 2],
    ['nobody knows what', { surfaces: [] }, {}, 2],
  ])('about %s', (_, change, cell, incidents) => {
    const story = new Story().is('down', 0, cell).is('healthy', 30, cell).read(201, posted(change));
    expect(story.incidents).toHaveLength(incidents);
  });

  it('is written down and tells nobody when it is history', () => {
    const over = posted({ stage: 'resolved', endedAtMs: at(30) });
    const old = posted({ id: 'old', startedAtMs: at(-3_000), postedAtMs: at(-3_000), updates: [] });
    const late = posted({ id: 'late', startedAtMs: at(-2_000), postedAtMs: at(30) });
    const story = new Story().read(31, over, old, late);
    expect(story.incidents).toHaveLength(3);
    expect(story.changes).toEqual([]);
  });

  it('changes nothing when it says the same again', () => {
    const story = new Story().read(23, posted());
    const { length } = story.noted.kept;
    story.read(24, posted()).read(25, posted());
    expect(story.noted.kept).toHaveLength(length);
  });

  it('does not last for ever because nobody has closed it', () => {
    const story = new Story().read(23, posted()).read(23 + 3 * 24 * 60 - 2, posted());
    expect(story.incidents[0]?.official?.endedAtMs).toBeNull();
    story.read(23 + 3 * 24 * 60, posted());
    expect(story.incidents[0]?.official).toMatchObject({ stage: 'investigating', endedAtMs: at(22) });
    expect(story.changes.at(-1)).toBe('closed');
  });

  it('is over when the page does not name it any more, but not at once', () => {
    const story = new Story().read(23, posted()).read(24).read(30, posted()).read(31).read(40);
    expect(story.incidents[0]?.official?.endedAtMs).toBeNull();
    expect(story.read(41).incidents[0]?.official?.endedAtMs).toBe(at(31));
    expect(story.read(42, posted()).changes.slice(-2)).toEqual(['opened', 'updated']);
  });

  it.each([
    ['nothing', []],
    ['less', ['chatgpt']],
    ['something else', ['codex']],
  ])('ends for all whom it was about when it is over, where the page then names %s', (_, surfaces) => {
    const story = new Story().read(23, posted({ surfaces: ['claude-api', 'chatgpt'] }));
    story.read(60, posted({ surfaces, stage: 'resolved', endedAtMs: at(55) }));
    expect(story.incidents.map(({ surface, official }) => [surface, official?.endedAtMs])).toEqual([
      ['claude-api', at(55)],
      ['chatgpt', at(55)],
    ]);
  });

  it('goes on for whom it was about while the page does not say, and ends for whom it is no longer about', () => {
    const story = new Story()
      .read(23, posted({ surfaces: ['claude-api', 'chatgpt'] }))
      .read(24, posted({ surfaces: [] }));
    expect(story.incidents.map(({ surface }) => surface)).toEqual(['claude-api', 'chatgpt']);
    story.read(40, posted({ surfaces: ['chatgpt'] })).read(50, posted({ surfaces: ['chatgpt'] }));
    expect(story.incidents.map(({ official }) => official?.endedAtMs)).toEqual([at(40), null]);
    expect(story.changes).not.toContain('closed');
  });

  it('has the same ids after a restart', () => {
    const before = new Story().is('down', 0).read(23, posted(), posted({ id: 'b', surfaces: ['claude-app'] }));
    const after = new Story(ledgerOf(before.incidents)).read(24, posted({ stage: 'identified' }));
    expect(after.incidents.map(({ id }) => id)).toEqual(before.incidents.map(({ id }) => id));
    expect(after.changes).toEqual(['updated']);
  });
});

describe('the requests of an incident', () => {
  it('are those since it began, also from before it was found', () => {
    const story = new Story().meet(-30, 'lost').is('suspected', 1).meet(1, 'saved', 3).meet(2, 'lost').is('down', 3);
    expect(story.incidents[0]?.requests).toEqual({ affected: 4, saved: 3, lost: 1 });
    story.meet(4, 'saved', 1_000).meet(5, 'neither');
    expect(story.incidents[0]?.requests).toEqual({ affected: 1_005, saved: 1_003, lost: 1 });
  });

  it('go on counting when it comes back, with those in between', () => {
    const story = new Story().is('down', 0).meet(1, 'saved').is('recovering', 8).is('healthy', 10);
    story.meet(12, 'saved').is('down', 15).meet(16, 'saved');
    expect(story.incidents[0]?.requests).toEqual({ affected: 3, saved: 3, lost: 0 });
  });

  it('belong to what a page speaks of where it is about their model', () => {
    const story = new Story().read(23, posted({ scope: ['Sonnet'] })).meet(25, 'saved');
    expect(story.incidents[0]?.requests.affected).toBe(0);
    expect(new Story().read(23, posted({ scope: ['Opus'] })).meet(25, 'saved').incidents[0]?.requests.saved).toBe(1);
  });
});
