import { describe, expect, it } from 'vitest';
import { configFolder, file, KEY } from './testing/file.ts';

const { refused } = configFolder();

describe('a mistake in the file', () => {
  const spare = (settings: string): string => file({ providers: `{ openai: { apiKey: x }, spare: { ${settings} } }` });
  const ladder = (rungs: string): string => file({ routes: `[{ match: ["*"], ladder: [${rungs}] }]` });

  // oxfmt-ignore
  it.each([
    [
      'an unknown key',
      file({ routes: '[{ match: ["*"], laddr: [openai/*] }]' }),
      '2:26  unknown key "laddr" — did you mean "ladder"?',
    ],
    [
      'a name of another gateway',
      spare('protocol: openai-chat, url: "https://x.y"'),
      'unknown key "url" — did you mean "baseUrl"?',
    ],
    ['a missing key', file({ routes: '[{ match: ["*"] }]' }), '2:10  "ladder" is missing here'],
    ['a slot that is not there', ladder('openai/*, { edition: dail }') + '\neditions: { slots: { daily: { model: m, prompt: p } } }', 'there is no slot "dail" under "editions" — did you mean "daily"?'],
    ['an edition without a slot', ladder('openai/*, edition'), 'this rung needs the name of a slot: `{ edition: name }`'],
    ...([
      ['a slot without a prompt', '{ model: m }', '"prompt" is missing here'],
      ['a pattern that is none', '{ model: m, prompt: p, schedule: "61 * * * *" }', '"schedule" is no pattern of cron such as "0 6 * * *"'],
      ['a time that never comes', '{ model: m, prompt: p, schedule: "0 0 30 2 *" }', '"0 0 30 2 *" never comes'],
      ['a time zone that is none', '{ model: m, prompt: p, schedule: "0 6 * * *", zone: Mars/North }', '"Mars/North" is no time zone'],
      ['a zone for nothing', '{ model: m, prompt: p, zone: Europe/Berlin }', '"zone" is the time zone of a "schedule", and there is none'],
      ['a watch on nothing', '{ model: m, prompt: p, watch: 5m }', 'there are no "sources" that could change'],
      ['a watch without a pause', '{ model: m, prompt: p, sources: [a], watch: 1s }', '"watch" must be between 10s and 8760h'],
      ['an end before the date is shown', '{ model: m, prompt: p, staleAfter: 2h, expires: 1h }', '"expires" must not be less than "staleAfter"'],
      ['a schema for prose', '{ model: m, prompt: p, checks: { schema: {} } }', 'a schema is for the format json'],
      ['a language that is none', '{ model: m, prompt: p, locale: "!!" }', 'is no language such as de or pt-BR'],
      ['a source in the open', '{ model: m, prompt: p, sources: ["http://example.com/x"] }', 'a source must use https'],
      ['a source of another kind', '{ model: m, prompt: p, sources: ["ftp://example.com/x"] }', 'a source must be a file, or an https address'],
      ['a source with a password', '{ model: m, prompt: p, sources: ["https://a:b@example.com/x"] }', 'must hold no user name and no password'],
      ['a source that is two', '{ model: m, prompt: p, sources: [{ file: a, url: "https://x.y" }] }', 'a source has either a "file" or a "url"'],
      ['two sources of one name', '{ model: m, prompt: p, sources: [a.md, a.md] }', 'two sources are called "a.md"; give them a "name"'],
      ['lengths the wrong way round', '{ model: m, prompt: p, checks: { length: { min: 9, max: 1 } } }', '"min" must not be more than "max"'],
      ['a check of what is not there', '{ model: m, prompt: p, checks: { links: true } }', 'there are no "sources" that the links could stand in'],
      ['a setting that is none', '{ model: m, prompt: p, shedule: "0 6 * * *" }', 'unknown key "shedule" — did you mean "schedule"?'],
      ['an upper bound that is none', '{ model: m, prompt: p, checks: { distance: 7 } }', '"distance" must be at most 1'],
    ] as const).map(([title, slot, message]): [string, string, string] => [title, file({ more: `editions: { slots: { a: ${slot} } }` }), message] as const),
    ['a name that is none', file({ more: 'editions: { slots: { A_b: { model: m, prompt: p } } }' }), '"A_b" is no name for a slot'],
    ['an edition of no model', `${file({ routes: '[{ match: [n], ladder: [notice] }]' })}\neditions: { slots: { a: { model: n, prompt: p } } }`, 'that serves "n" asks no model'],
    ['an edition of nobody', `${file({ routes: '[{ match: [n], ladder: [openai/*] }]' })}\neditions: { slots: { a: { model: m, prompt: p } } }`, 'no route serves the model "m"'],
    ['a wrong type', file({ more: 'listen: 4747' }), '3:9  "listen" must be text, not a number; put quotes round it'],
    [
      'a number for a model',
      spare('protocol: openai-chat, baseUrl: "https://x.y", models: [4.10]'),
      '"models" entry 1 must be text',
    ],
    ['a word twice', `${file()}\nroutes: []`, 'the key "routes" stands here twice'],
    ['broken YAML', 'providers: {', 'not valid YAML: '],
    ['an empty file', '', '1:1  the file must be a mapping'],
    [
      'a provider that is not there',
      ladder('opnai/*'),
      '2:35  there is no provider "opnai" under "providers" — did you mean "openai"?',
    ],
    ['a known provider without an entry', ladder('groq/x'), 'Groq is not under "providers" yet'],
    [
      'a rung without a model',
      ladder('openai'),
      '"openai" is no rung; write "provider/model" or "provider/*" — did you mean "openai/*"?',
    ],
    ['half a pattern as a model', ladder('openai/gpt-*'), 'a rung names one model, or "*" alone'],
    ['a rung twice', ladder('openai/*, notice: x, openai/*'), 'this rung stands in the ladder twice'],
    [
      'a rung after the notice',
      ladder('notice, openai/*'),
      '2:43  a notice always answers; nothing after it is ever reached',
    ],
    [
      'a duration without a unit',
      ladder('{ target: openai/*, total: 10 }'),
      '"total" is not a duration such as 250ms, 3s, 10m or 1h',
    ],
    ['a duration that is too long', ladder('{ target: openai/*, total: 25h }'), '"total" must be between 1ms and 24h'],
    ['no time at all', ladder('{ target: openai/*, total: 0s }'), '"total" must be between 1ms and 24h'],
    ['three tries', ladder('{ target: openai/*, tries: 3 }'), '"tries" must be at most 2'],
    [
      'a size without a unit',
      file({ more: 'limits: { bodyBytes: "32" }' }),
      '"bodyBytes" is not a size such as 512KB, 32MB or 1GB',
    ],
    ['a probe every half second', file({ more: 'health: { probes: { perMinute: 120 } }' }), 'must be at most 60'],
    [
      'advice for nothing that there is',
      file({ more: 'status: { advice: [{ work: A, use: [chatgtp] }] }' }),
      'there is no service "chatgtp" — did you mean "chatgpt"?',
    ],
    [
      'advice with an address that no browser opens',
      file({ more: 'status: { advice: [{ work: A, use: [{ name: B, address: "javascript:x" }] }] }' }),
      '"address" must be an http or https address',
    ],
    ['a probe every second', file({ more: 'monitor: { probes: { every: 1s } }' }), '"every" must be between 10s and 24h'],
    ['pages sometimes', file({ more: 'monitor: { pages: sometimes }' }), '"pages" must be "asked", "on" or "off"'],
    [
      'money that is owed',
      spare('protocol: openai-chat, baseUrl: "https://x.y", spendPerHour: -1'),
      '"spendPerHour" must be an amount of US dollars, such as 20 or 0.5',
    ],
    ['no places', spare('protocol: openai-chat, baseUrl: "https://x.y", concurrency: 0'), '"concurrency" must be at least 1'],
    ['half a place', ladder('{ target: openai/*, concurrency: 1.5 }'), '"concurrency" must be a whole number'],
    ['more than all', file({ more: 'limits: { extraSpend: { share: 2 } }' }), '"share" must be at most 1'],
    ['no connections', file({ more: 'limits: { connections: 0 }' }), '"connections" must be at least 1'],
    ['a drain of a year', file({ more: 'limits: { drain: 8760h }' }), '"drain" must be between 0ms and 24h'],
    [
      'a deadline of nothing',
      file({ routes: '[{ match: ["*"], deadline: 0s, ladder: [openai/*] }]' }),
      '"deadline" must be between 1ms and 24h',
    ],
    ['a cache of nothing', file({ more: 'limits: { cacheMemoryBytes: 0B }' }), '"cacheMemoryBytes" must be between 1B and 100GB'],
    ['a size of nothing', file({ more: 'limits: { answerBytes: 0B }' }), '"answerBytes" must be between 1B and 1GB'],
    ['other words that nobody knows', file({ routes: '[{ match: ["*"], cache: { near: semantic }, ladder: [openai/*, cache] }]' }), '"near" must be "verbatim" or "alias"'],
    ['other words for nobody', file({ routes: '[{ match: ["*"], cache: { near: verbatim, fresh: 1m }, ladder: [openai/*] }]' }), '"near: verbatim" gives answers on the rung "cache", which this ladder does not have'],
    ['other words at no time', file({ routes: '[{ match: ["*"], cache: { near: alias }, ladder: [openai/*] }]' }), '"near: alias" gives answers that are "fresh" or on the rung "cache"'],
    ['a cache of ten years', ladder('{ cache: { maxAge: 87600h } }'), '"maxAge" must be between 0s and 8760h'],
    ['a promise of nothing', ladder('{ defer: x }'), '"defer" must be a mapping'],
    ['a promise for a year', ladder('{ defer: { expires: 8760h } }'), '"expires" must be between 1m and 720h'],
    ['a promise before all others', ladder('{ defer: { priority: -1 } }'), '"priority" must be at least 0'],
    ['no room for promises', file({ more: 'deferred: { bytes: 0B }' }), '"bytes" must be between 1B and 1024GB'],
    ['a key that can be guessed', file({ more: 'store: { key: short }' }), 'this key needs at least 32 characters'],
    ['a database of others without a key', file({ more: 'store: { url: "postgres://h/d" }' }), 'others can read that database'],
    ['a database of another kind', file({ more: 'store: { url: "mysql://h/d", key: a123456789012345678901234567890123 }' }), '"url" must be postgres://'],
    ['news in the open', file({ more: 'deferred: { webhooks: [{ url: "http://example.com/x", secret: x }] }' }), '"url" must begin with https://'],
    ['news to any host', file({ more: 'deferred: { webhooks: [{ url: "https://*/x", secret: x }] }' }), '"url" must begin with https://'],
    [
      'a cache with a mistake',
      file({ routes: '[{ match: ["*"], cache: { frsh: 1m }, ladder: [openai/*] }]' }),
      'unknown key "frsh"',
    ],
    ['a hedge', ladder('{ target: openai/*, hedge: 1s }'), 'suspicion'],
    [
      'a rung that goes on with others, maybe',
      ladder('{ target: openai/*, continue: maybe }'),
      '"continue" must be',
    ],
    ['a stored stream, maybe', ladder('{ target: openai/*, resume: maybe }'), '"resume" must be'],
    [
      'a stored stream where none is stored',
      ladder('openai/*, { target: ollama/*, resume: true }'),
      'Ollama keeps no answers; "resume" is for openai-responses',
    ],
    ['a need', ladder('{ target: openai/*, when: { needs: [wings] } }'), 'web-search'],
    [
      'an unknown provider without an address',
      spare('apiKey: x'),
      '"spare" is not a known provider, so it needs "protocol" and "baseUrl"',
    ],
    [
      'no address at all',
      spare('protocol: openai-chat, baseUrl: "localhost:1"'),
      '"baseUrl" must be an address such as',
    ],
    ['plain http to elsewhere', spare('protocol: openai-chat, baseUrl: "http://x.y"'), '"baseUrl" must use https'],
    [
      'a password in an address',
      spare('protocol: openai-chat, baseUrl: "https://u:p@x.y"'),
      'must hold no user name or password',
    ],
    [
      'the gateway as its own provider',
      spare('protocol: openai-chat, baseUrl: "http://localhost:4747/v1"'),
      'points at this gateway itself',
    ],
    [
      'a known provider without a key',
      file({ providers: '{ openai: {} }' }),
      'OpenAI needs a key: apiKey: "${OPENAI_API_KEY}"',
    ],
    [
      'one key and several',
      file({ providers: '{ openai: { apiKey: x, apiKeys: [y] } }' }),
      'use "apiKey" or "apiKeys", not both',
    ],
    ['the same key twice', file({ providers: '{ openai: { apiKeys: [y, y] } }' }), 'this key stands in the list twice'],
    [
      'a key with a line in it',
      file({ providers: '{ openai: { apiKey: "a\\nb" } }' }),
      'this key holds a space or another character',
    ],
    [
      'two routes of one name',
      file({ routes: '[{ match: [a], ladder: [openai/*] }, { match: [a], ladder: [openai/*] }]' }),
      'another route with the name "a"',
    ],
    [
      'a policy for nobody',
      file({ routes: '[{ match: [a], allow: [opena], ladder: [openai/*] }]' }),
      'there is no provider "opena"',
    ],
    [
      'an open door',
      file({ more: 'listen: 0.0.0.0:4747' }),
      '3:9  other machines can reach this address, so "clients" with keys are needed',
    ],
    [
      'a weak key at an open door',
      file({ more: 'listen: 0.0.0.0:1\nclients: [{ id: a, key: short }]' }),
      '4:25  other machines can reach this gateway, so this key needs at least 20 characters',
    ],
    [
      'two clients of one name',
      file({ more: 'clients: [{ id: a, key: k1 }, { id: a, key: k2 }]' }),
      'there is another client "a"',
    ],
    [
      'two clients with one key',
      file({ more: 'clients: [{ id: a, key: k1 }, { id: b, key: k1 }]' }),
      'another client has the same key',
    ],
    [
      'a client of no route',
      file({ more: 'clients: [{ id: a, key: k1, routes: [defalt] }]' }),
      'there is no route "defalt" — did you mean "default"?',
    ],
    [
      'a certificate that is not there',
      file({ more: 'tls: { cert: no.pem, key: no.pem }' }),
      'this file cannot be read (ENOENT)',
    ],
    ['a strange proxy', file({ more: 'network: { httpsProxy: "socks5://x" }' }), '"httpsProxy" is no proxy address'],
    [
      'a variable that is written wrongly',
      file({ more: 'listen: "${1}"' }),
      'a variable is written ${NAME} or ${NAME:-otherwise}',
    ],
  ])('is refused and explained: %s', (_, text, message) => {
    const lines = refused(text);
    expect(lines.join('\n')).toContain(message);
    for (const line of lines) expect(line).toMatch(/^failsoft\.yaml:\d+:\d+ {2}\S/);
  });

  it('does not hide the others: all are told at once, in the order of the file', () => {
    const lines = refused(`lissten: x
providers:
  openai: { apiKey: "\${NOPE}", modles: [] }
  spare: { protocol: openai-cat, baseUrl: "https://x.y" }
routes:
  - match: [a]
    ladder: [openai/*, spare/*, nobody/*, defre]
`);
    expect(lines).toEqual([
      'failsoft.yaml:1:1  unknown key "lissten" — did you mean "listen"?',
      'failsoft.yaml:3:22  the environment variable NOPE is not set',
      'failsoft.yaml:3:32  unknown key "modles" — did you mean "models"?',
      'failsoft.yaml:4:22  "protocol" must be "anthropic", "openai-chat", "openai-responses", "gemini" or "ollama" — did you mean "openai-chat"?',
      'failsoft.yaml:7:33  there is no provider "nobody" under "providers"',
      'failsoft.yaml:7:43  "defre" is no rung; write "provider/model" or "provider/*"',
    ]);
  });

  it('is an origin that no browser would send', () => {
    const file = (origin: string): string =>
      `origins: [${origin}]\nproviders: { openai: { apiKey: x } }\nroutes: [{ match: [a], ladder: [openai/*] }]\n`;
    for (const origin of [
      'app.example',
      'https://app.example/ai',
      'ftp://app.example',
      '"*"',
      'https://a:b@app.example',
    ])
      expect(refused(file(origin))).toEqual([
        `failsoft.yaml:1:11  "${origin.replaceAll('"', '')}" must be an address without a path, such as https://app.example`,
      ]);
  });

  it('is found behind an alias, too', () => {
    const lines = refused(`providers: { openai: { apiKey: x } }
routes:
  - &one { match: [a], ladder: [nobody/*] }
  - *one
`);
    expect(lines[0]).toBe('failsoft.yaml:3:33  there is no provider "nobody" under "providers"');
    expect(lines.join('\n')).toContain('there is another route with the name "a"');
  });
});

describe('a key', () => {
  it.each([
    ['in the wrong place of a ladder', `providers: {}\nroutes: [{ match: [a], ladder: ["${KEY}"] }]`],
    ['as a name', `providers: { "${KEY}": {} }\nroutes: [{ match: [a], "${KEY}": 1, ladder: [x/y] }]`],
    [
      'with a variable in it',
      'providers: { openai: { apiKey: "x ${SECRET}" } }\nroutes: [{ match: [a], ladder: ["${SECRET}"] }]',
    ],
    ['in a broken file', `providers: { openai: { apiKey: ${KEY} } ]\n`],
    ['as an address', `providers: { spare: { protocol: "${KEY}", baseUrl: "https://${KEY}@x.y" } }\nroutes: [${KEY}]`],
    [
      'of a type that is refused',
      `providers: { openai: { apiKey: { x: "${KEY}" } } }\nclients: [{ id: a, key: ["${KEY}"] }]`,
    ],
  ])('is never part of a message, not even %s', (_, text) => {
    const message = refused(text, { SECRET: KEY }).join('\n');
    expect(message).not.toBe('');
    expect(message).not.toContain(KEY.slice(8));
  });
});
