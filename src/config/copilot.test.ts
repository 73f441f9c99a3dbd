import { describe, expect, it } from 'vitest';
import { Secret } from '../model/secret.ts';
import { copilot } from '../providers/copilot.ts';
import type { Config } from './config.ts';
import { discoverConfig } from './discover.ts';
import { readEnvironment } from './environment.ts';
import { parseConfig, type Parsed, renderProblems } from './load.ts';
import { redacted } from './redacted.ts';
import { renderConfig, variablesOf } from './write/write.ts';

const SECRET = '0.AXEA-refresh-token-never-to-be-seen';
const PERSON = 'tenantId: contoso.example, clientId: our-app, refreshToken: "${PERSON_TOKEN}"';
const ROUTES = 'routes:\n  - { match: ["*"], name: all, ladder: [copilot/microsoft-365-copilot, notice] }\n';

const parsed = (text: string): Parsed =>
  parseConfig(text, {
    name: 'failsoft.yaml',
    path: '/nowhere/failsoft.yaml',
    environment: readEnvironment({ cwd: '/nowhere', env: { PERSON_TOKEN: SECRET, APP_SECRET: 'a-secret-of-the-app' } }),
  });

function configOf(copilotLine: string, rest = ''): Config {
  const { config, problems } = parsed(`providers:\n  copilot: { ${copilotLine} }\n${ROUTES}${rest}`);
  if (config === null || problems.length > 0) throw new Error(renderProblems(problems));
  return config;
}

const refused = (copilotLine: string): string => {
  const { problems, secrets } = parsed(`providers:\n  copilot: { ${copilotLine} }\n${ROUTES}`);
  return renderProblems(problems, secrets);
};

describe('Copilot in a configuration', () => {
  it('needs nothing but an application and what is left of a sign-in', () => {
    const [account] = configOf(PERSON).accounts;
    expect(account?.provider).toMatchObject({ baseUrl: copilot.baseUrl, settings: { timeZone: 'UTC' } });
    expect(account?.keys).toEqual({
      kind: 'cloud',
      file: null,
      credentials: {
        kind: 'entra-user',
        clientId: 'our-app',
        clientSecret: null,
        secret: new Secret(SECRET, 'PERSON_TOKEN'),
        tokenUrl: 'https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token',
        scope: 'https://graph.microsoft.com/.default offline_access',
      },
    });
  });

  it('takes an access token in the place of these', () => {
    const [account] = configOf('apiKey: "${PERSON_TOKEN}", timeZone: Europe/Berlin').accounts;
    expect(account?.keys.kind).toBe('own');
    expect(account?.provider).toMatchObject({ protocol: 'm365-copilot', settings: { timeZone: 'Europe/Berlin' } });
  });

  it.each([
    ['', 'needs a key (apiKey: "${M365_COPILOT_ACCESS_TOKEN}") or "tenantId", "clientId", "refreshToken"'],
    ['tenantId: t, clientId: c', '"refreshToken" is needed, too'],
    [`${PERSON}, timeZone: "../evil"`, '"timeZone" cannot be that. The time zone of the person'],
    [`tenantId: "a/../b", clientId: c, refreshToken: "${SECRET}"`, '"tenantId" is no id of a tenant'],
    [`${PERSON}, tokenUrl: "http://login.example.com/token"`, 'tokens must be fetched by https'],
  ])('is refused with a reason and without a secret: %s', (line, reason) => {
    expect(refused(line)).toContain(reason);
    expect(refused(line)).not.toContain(SECRET);
  });

  it('is no dialect that an address of one’s own may speak', () => {
    expect(refused(`apiKey: "${SECRET}", protocol: m365-copilot`)).toContain('protocol');
  });

  it.each([
    [PERSON],
    [`${PERSON}, clientSecret: "\${APP_SECRET}", timeZone: Europe/Berlin`],
    ['apiKey: "${PERSON_TOKEN}"'],
  ])('is written as it was read, and never with its secrets: %s', (line) => {
    const config = configOf(line);
    const text = renderConfig(config);
    expect(text).not.toContain(SECRET);
    expect(JSON.stringify(redacted(config))).not.toContain(SECRET);
    const env = Object.fromEntries([...variablesOf(config)].map(([name, secret]) => [name, secret.reveal()]));
    const environment = readEnvironment({ cwd: '/nowhere', env });
    const again = parseConfig(text, { name: 'failsoft.yaml', path: '/nowhere/failsoft.yaml', environment });
    expect(again.problems).toEqual([]);
    expect(again.config?.accounts).toEqual(config.accounts);
  });

  it('is never found in an environment', () => {
    const env = { M365_COPILOT_ACCESS_TOKEN: SECRET };
    const { config, found } = discoverConfig({ cwd: '/nowhere', env, standby: 'all', localModels: null });
    expect(config.accounts).toEqual([]);
    expect(found.filter(({ provider }) => provider === 'copilot')).toEqual([]);
  });
});

describe('what one person may read', () => {
  const clients = (...routes: readonly string[]): string =>
    [
      'clients:',
      ...routes.map((route, index) => `  - { id: c${index}, key: key-${index}, routes: [${route}] }`),
      '',
    ].join('\n');
  const other = '  - { match: [x], name: other, ladder: [notice] }\n';

  it.each([
    ['one client may ask for', clients('all'), []],
    ['one client may ask for, and others may not', `${other}${clients('all', 'other')}`, []],
    [
      'several clients may ask for',
      clients('all', '"*"'),
      [expect.stringMatching(/^"?copilot"? answers out of what one person may read in Microsoft 365 Copilot.*c0.*c1/)],
    ],
  ])('is a warning where %s', (_, rest, warnings) => {
    expect(configOf(PERSON, rest).warnings.filter((one) => one.includes('person'))).toEqual(warnings);
  });
});
