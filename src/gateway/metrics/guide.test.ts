import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { STORY } from '../../../test/fixtures/monitor-story.ts';
import { type Served, serveStory } from '../../../test/fixtures/status-page.ts';
import { CONDITIONS } from '../status-page/words.ts';

const guide = readFileSync(new URL('../../../docs/guides/monitoring.md', import.meta.url), 'utf8');

/** Those of its names that are ours, with their labels. */
const explained = new Map(
  [...guide.matchAll(/`(failsoft_[a-z_]+)(?:\{([a-z,]+)\})?`/g)].map(([, name = '', labels = '']) => [name, labels]),
);

let served: Served;
let metrics = '';
beforeAll(async () => {
  served = await serveStory(STORY);
  metrics = await (await fetch(`${served.url}/metrics`)).text();
});
afterAll(async () => {
  await served.stop();
});

describe('the guide to monitoring', () => {
  it('explains every number that there is, and none that there is not', () => {
    const names = [...metrics.matchAll(/^# TYPE (failsoft_[a-z_]+)/gm)].map(([, name = '']) => name);
    expect([...explained.keys()].toSorted()).toEqual(names.toSorted());
  });

  it('names their labels', () => {
    for (const [name, labels] of explained) {
      const [, told = ''] = new RegExp(`^${name}(?:_count)?\\{([^}]*)\\}`, 'm').exec(metrics) ?? [];
      const found = [...told.matchAll(/([a-z]+)="/g)].map(([, label = '']) => label);
      if (found.length > 0) expect([name, found.toSorted()]).toEqual([name, labels.split(',').toSorted()]);
    }
  });

  it('has alert rules that are YAML and ask for numbers that there are', () => {
    const blocks = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
    const rules = blocks.flatMap((block) => {
      const { groups = [] } = parse(block) as {
        groups?: readonly { readonly rules: readonly { readonly expr: string }[] }[];
      };
      return groups.flatMap((group) => group.rules);
    });
    expect(rules.length).toBeGreaterThan(2);
    for (const { expr } of rules) {
      for (const [name] of expr.matchAll(/failsoft_[a-z_]+/g)) expect(explained.has(name)).toBe(true);
    }
  });

  it('explains every word that a service may have', () => {
    for (const { word } of Object.values(CONDITIONS)) expect(guide).toContain(`| ${word} |`);
  });

  it.each([...guide.matchAll(/`(\/status[^`<]*|\/api\/v2\/[^`]*)`/g)].map(([, path = '']) => path))(
    'names no path that is not there: %s',
    async (path) => {
      if (path.endsWith('/') || path === '/status/events') return;
      expect((await fetch(served.url + path)).status).toBe(200);
    },
  );
});
