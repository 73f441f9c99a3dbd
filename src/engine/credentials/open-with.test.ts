import { beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { anthropic } from '../../protocols/anthropic/index.ts';
import { openaiChat } from '../../protocols/openai-chat/index.ts';
import type { Credentials } from '../../providers/account.ts';
import { type SimulatedWorld, simulatedWorld } from '../../world/simulated.ts';
import type { WireRequest } from '../../world/world.ts';
import { openWith } from './open-with.ts';
import { listen, play, type Script, token } from './testing/script.ts';

const ENTRA = {
  kind: 'entra',
  clientId: 'our-app',
  secret: new Secret('a-client-secret-never-to-be-seen'),
  tokenUrl: 'https://login.example.com/tenant/oauth2/v2.0/token',
  scope: 'https://cognitiveservices.azure.com/.default',
} as const satisfies Credentials;

/** A network in which the token server answers 100 ms later what the script says, and the provider 10 ms later 200. */
let world: SimulatedWorld;
let scripts: Script[] = [];
let asked: WireRequest[] = [];
let reached: WireRequest[] = [];
let aborted: WireRequest[] = [];
let status = 200;

beforeEach(() => {
  scripts = [];
  asked = [];
  reached = [];
  aborted = [];
  status = 200;
  world = simulatedWorld(1, (request, on, own) => {
    const isToken = request.path.endsWith('/token');
    (isToken ? asked : reached).push(request);
    const script = isToken ? (scripts.shift() ?? { code: 'ECONNREFUSED' }) : { status, body: { fine: true } };
    const cancel = own.after(isToken ? 100 : 10, () => play(script, on));
    return {
      pause: () => {},
      resume: () => {},
      abort: () => {
        aborted.push(request);
        cancel();
      },
    };
  });
});

const REQUEST: WireRequest = {
  method: 'POST',
  origin: 'https://provider.example.com',
  path: '/v1/messages',
  headers: ['content-type', 'application/json'],
  body: Buffer.from('{}'),
};

const bearer = ({ headers }: WireRequest): string => headers[headers.indexOf('authorization') + 1] ?? '';

describe('a token', () => {
  it('is fetched before the first request, and sent with it', () => {
    scripts = [token('t1', 3_600)];
    const { heard, on } = listen();
    openWith(world, ENTRA)(REQUEST, on);
    expect(reached).toEqual([]);
    world.settle();
    expect(heard).toMatchObject({ status: 200, ended: true, body: '{"fine":true}' });
    expect(reached).toEqual([{ ...REQUEST, headers: [...REQUEST.headers, 'authorization', 'Bearer t1'] }]);
  });

  it('is fetched once, however many wait for it', () => {
    scripts = [token('t1', 3_600)];
    const open = openWith(world, ENTRA);
    const all = Array.from({ length: 20 }, () => listen());
    for (const { on } of all) open(REQUEST, on);
    world.settle();
    expect(asked).toHaveLength(1);
    expect(all.every(({ heard }) => heard.ended)).toBe(true);
    open(REQUEST, listen().on);
    expect(reached).toHaveLength(21);
  });

  it('is replaced before it ends, and nobody waits for that', () => {
    scripts = [token('t1', 3_600), token('t2', 3_600)];
    const open = openWith(world, ENTRA);
    open(REQUEST, listen().on);
    world.settle();
    world.pass(3_600_000 - 200_000);
    open(REQUEST, listen().on);
    expect(bearer(reached[1] ?? REQUEST)).toBe('Bearer t1');
    open(REQUEST, listen().on);
    world.settle();
    open(REQUEST, listen().on);
    expect(asked).toHaveLength(2);
    expect(bearer(reached[3] ?? REQUEST)).toBe('Bearer t2');
  });

  it('goes on being used when a new one cannot be had, and is asked for again a while later', () => {
    scripts = [token('t1', 3_600), { status: 503, body: {} }, token('t2', 3_600)];
    const open = openWith(world, ENTRA);
    open(REQUEST, listen().on);
    world.settle();
    world.pass(3_600_000 - 200_000);
    open(REQUEST, listen().on);
    world.settle();
    open(REQUEST, listen().on);
    expect(asked).toHaveLength(2);
    world.pass(30_000);
    open(REQUEST, listen().on);
    world.settle();
    expect(asked).toHaveLength(3);
    expect(reached.map(bearer)).toEqual(Array.from({ length: 4 }, () => 'Bearer t1'));
  });

  it('is never sent so shortly before its end that it might end on the way', () => {
    scripts = [token('t1', 3_600), token('t2', 3_600)];
    const open = openWith(world, ENTRA);
    open(REQUEST, listen().on);
    world.settle();
    world.pass(3_600_000 - 5_000);
    open(REQUEST, listen().on);
    expect(reached).toHaveLength(1);
    world.settle();
    expect(bearer(reached[1] ?? REQUEST)).toBe('Bearer t2');
  });

  it('that lives for a minute is used for most of it', () => {
    scripts = [token('t1', 60), token('t2', 60)];
    const open = openWith(world, ENTRA);
    open(REQUEST, listen().on);
    world.settle();
    world.pass(40_000);
    open(REQUEST, listen().on);
    expect(asked).toHaveLength(1);
    world.pass(10_000);
    open(REQUEST, listen().on);
    expect(asked).toHaveLength(2);
  });

  it('that the provider refuses is fetched anew for the next request', () => {
    scripts = [token('t1', 3_600), token('t2', 3_600)];
    const open = openWith(world, ENTRA);
    status = 401;
    const { heard, on } = listen();
    open(REQUEST, on);
    world.settle();
    expect(heard.status).toBe(401);
    status = 200;
    open(REQUEST, listen().on);
    world.settle();
    expect(reached.map(bearer)).toEqual(['Bearer t1', 'Bearer t2']);
  });
});

describe('the refresh token of a person', () => {
  const person = {
    kind: 'entra-user',
    clientId: 'our-app',
    clientSecret: null,
    secret: new Secret('refresh-1-never-to-be-seen'),
    tokenUrl: ENTRA.tokenUrl,
    scope: 'https://graph.microsoft.com/.default offline_access',
  } as const satisfies Credentials;
  const next = (value: string, refresh: string): Script => ({
    status: 200,
    body: { access_token: value, expires_in: 60, refresh_token: refresh },
  });

  it('is the one that came with the last token, and the first again when that one is refused', () => {
    scripts = [next('t1', 'refresh-2'), { status: 400, body: { error: 'invalid_grant' } }, next('t2', 'refresh-3')];
    const open = openWith(world, person);
    for (let count = 0; count < 3; count += 1) {
      open(REQUEST, listen().on);
      world.settle(200);
      world.pass(60_000);
    }
    const sent = asked.map(({ body }) =>
      new URLSearchParams(Buffer.from(body ?? '').toString('utf8')).get('refresh_token'),
    );
    expect(sent).toEqual(['refresh-1-never-to-be-seen', 'refresh-2', 'refresh-1-never-to-be-seen']);
    expect(reached.map(bearer)).toEqual(['Bearer t1', 'Bearer t2']);
  });
});

describe('a request that is given up', () => {
  it('while it waits for a token never reaches the provider, and the token is there for the next one', () => {
    scripts = [token('t1', 3_600)];
    const open = openWith(world, ENTRA);
    const { heard, on } = listen();
    const exchange = open(REQUEST, on);
    exchange.pause();
    world.pass(50);
    exchange.abort();
    exchange.resume();
    world.settle();
    expect(heard).toMatchObject({ status: 0, ended: false, code: '' });
    expect(reached).toEqual([]);
    open(REQUEST, listen().on);
    expect(asked).toHaveLength(1);
  });

  it('after it was sent is aborted there', () => {
    scripts = [token('t1', 3_600)];
    const { heard, on } = listen();
    const exchange = openWith(world, ENTRA)(REQUEST, on);
    world.pass(105);
    exchange.abort();
    world.settle();
    expect(aborted.map(({ path }) => path)).toEqual(['/v1/messages']);
    expect(heard.ended).toBe(false);
  });
});

describe('a token that is not to be had', () => {
  const faultAfter = (script: Script | null, credentials: Credentials = ENTRA) => {
    scripts = script === null ? [] : [script];
    const { heard, on } = listen();
    openWith(world, credentials)(REQUEST, on);
    world.settle();
    const body = heard.body === '' ? null : JSON.parse(heard.body);
    return {
      heard,
      faults: [anthropic, openaiChat].map((protocol) => protocol.parseError(heard.status, heard.headers, body)),
    };
  };

  // oxfmt-ignore
  it.each([
    ['is a fault of the key when the credentials are refused', { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } }, 'unauthorized'],
    ['is a fault of the key when the client is refused', { status: 401, body: { error: 'invalid_client' } }, 'unauthorized'],
    ['is an outage when the token server is down', { status: 503, body: 'down' }, 'broken'],
    ['is an outage when the token server says something else', { status: 200, body: '<html>' }, 'broken'],
    ['is a limit when it says so', { status: 429, body: { error: 'slow_down' } }, 'rate-limited'],
  ] as const)('%s', (_, script, kind) => {
    const { heard, faults } = faultAfter(script);
    expect(heard.ended).toBe(true);
    for (const fault of faults) {
      expect(['broken', 'overloaded'].includes(fault.kind) ? 'broken' : fault.kind).toBe(kind);
      expect(fault.rule.next).toBe('yes');
      expect(fault.message).toContain('login.example.com');
    }
    expect(reached).toEqual([]);
  });

  it('is an unreachable provider when the token server cannot be reached', () => {
    expect(faultAfter({ code: 'ENOTFOUND' }).heard).toMatchObject({ code: 'ENOTFOUND', ended: false, status: 0 });
  });

  it('is a timeout when the token server says nothing', () => {
    world = simulatedWorld(1, () => ({ pause: () => {}, resume: () => {}, abort: () => {} }));
    const { faults } = faultAfter(null);
    expect(faults.map(({ kind }) => kind)).toEqual(['timeout', 'timeout']);
  });

  it('is a fault of the key when it is no key', () => {
    const { faults } = faultAfter(null, {
      ...ENTRA,
      kind: 'google-service',
      email: 'failsoft@our-project.iam.gserviceaccount.com',
      keyId: '',
      secret: new Secret('-----BEGIN PRIVATE KEY-----\nhalf'),
    });
    expect(faults.map(({ kind }) => kind)).toEqual(['unauthorized', 'unauthorized']);
    expect(asked).toEqual([]);
  });

  it('never repeats the secret, even when the server does', () => {
    const said = `Bad secret ${ENTRA.secret.reveal()} for app`;
    const { heard } = faultAfter({ status: 401, body: { error: 'invalid_client', error_description: said } });
    expect(heard.body).toContain('[secret]');
    expect(heard.body).not.toContain(ENTRA.secret.reveal());
  });

  it('that cannot stand in a header is not sent', () => {
    const { faults } = faultAfter(token('a\r\nx-evil: 1', 3_600));
    expect(reached).toEqual([]);
    expect(faults.every(({ rule }) => rule.next === 'yes')).toBe(true);
  });

  it('is asked for again by the next request', () => {
    scripts = [{ status: 503, body: {} }, token('t2', 3_600)];
    const open = openWith(world, ENTRA);
    open(REQUEST, listen().on);
    world.settle();
    open(REQUEST, listen().on);
    world.settle();
    expect(reached.map(bearer)).toEqual(['Bearer t2']);
  });
});
