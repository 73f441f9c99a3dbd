import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../model/route.ts';
import { PROVIDERS } from '../providers/index.ts';
import { JOURNAL, TRIES } from './config.ts';
import { readEnvironment } from './environment.ts';
import { parseConfig } from './load.ts';
import { renderDuration } from './quantities.ts';
import { providerSchema } from './schema/providers.ts';
import { modelRungSchema, routeSchema } from './schema/routes.ts';
import { clientSchema, configSchema } from './schema/schema.ts';
import { LIMIT_FIELDS } from './sections/routes.ts';

const read = (name: string): string => readFileSync(new URL(`../../docs/guides/${name}.md`, import.meta.url), 'utf8');
const guide = read('configuration');
const blocks = [
  ...(guide + read('cache') + read('editions') + read('deferred') + read('below-the-last-model')).matchAll(
    /```yaml\n(.*?)```/gs,
  ),
].map(([, text]) => text ?? '');

/** What a block leaves out because the guide is about something else there. */
const REST = {
  providers: `providers:\n  openai: { apiKey: x }\n  anthropic: { apiKey: x }\n  ollama: {}\n`,
  routes: 'routes:\n  - { match: [claude-*], ladder: [openai/*] }\n',
};

const env = Object.fromEntries(
  [...guide.matchAll(/\$\{([A-Z_0-9]+)\}/g)].map(([, name = '']) => [
    name,
    `${name.endsWith('_URL') ? 'https://example.com/' : ''}a-key-of-some-length-${name}`,
  ]),
);

describe('the guide to the configuration', () => {
  it.each(blocks.map((text) => [text]))('shows only files that load without a word of complaint: %s', (text) => {
    const whole = Object.entries(REST).reduce(
      (file, [key, rest]) => (file.includes(`${key}:\n`) ? file : file + rest),
      text,
    );
    const environment = readEnvironment({ cwd: '/nowhere', env });
    const { problems, config } = parseConfig(whole, {
      name: 'failsoft.yaml',
      path: '/nowhere/failsoft.yaml',
      environment,
    });
    expect(problems).toEqual([]);
    expect(config?.warnings).toEqual([]);
  });

  it('has examples', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(5);
  });

  it.each([
    ...Object.keys(configSchema.shape),
    ...[providerSchema, routeSchema, modelRungSchema, clientSchema].flatMap((schema) => Object.keys(schema.shape)),
    ...Object.keys(PROVIDERS),
    ...Object.values(PROVIDERS).flatMap(({ auth }) => auth?.env ?? []),
  ])('explains %s', (word) => {
    expect(guide).toContain(`\`${word}\``);
  });

  it('names the defaults that are really used', () => {
    for (const [field, limit] of LIMIT_FIELDS) {
      const row = guide.split('\n').find((line) => line.startsWith(`| \`${field}\` |`));
      const [, written] = /`([0-9.]+(?:ms|s|m|h))` \|$/.exec(row ?? '') ?? [];
      const seconds = `${LIMITS[limit] / 1000}s`;
      expect([renderDuration(LIMITS[limit]), seconds]).toContain(written);
    }
    expect(guide).toContain(`| \`${TRIES}\` |`);
    expect(guide).toContain(`| \`${JOURNAL.keepDays}\` |`);
    expect(guide).toContain(`\`${JOURNAL.path}\``);
  });
});
