import type { Config } from '../../config/config.ts';
import type { Found } from '../../config/discover.ts';
import type { Rung } from '../../model/route.ts';
import { columns, type Channel, shorten, wrap } from '../print.ts';
import { CLAUDE } from '../setup/simulated.ts';
import type { Origin, Setup } from '../setup/setup.ts';

/** What people read when a gateway starts: what was found, who answers, how to use it. Shows no secret. */
export function startScreen({ config, origin }: Setup, url: string, { paint, width }: Channel): readonly string[] {
  const title = (text: string): string => paint('bold', text);
  return [
    ...opening(origin, config, paint),
    title('Who answers, first to last'),
    ...ladders(config, width()).map((line) => `  ${line}`),
    '',
    title('Use it'),
    ...useIt(config, url).map((line) => `  ${line}`),
    '',
    ...(origin.kind === 'sandbox' ? tryIt(url, origin.sandbox.url, title) : []),
  ];
}

type Paint = Channel['paint'];

function opening(origin: Origin, config: Config, paint: Paint): readonly string[] {
  switch (origin.kind) {
    case 'file':
      return [`Configuration: ${config.source}`, ''];
    case 'sandbox':
      return [
        paint('yellow', 'SIMULATED PROVIDERS') + (origin.asked ? '' : ': no key and no Ollama was found.'),
        'Two of them answer, anthropic and openai. Their answers mean nothing, and',
        'nothing leaves this machine. It is good for seeing a failover.',
        '',
      ];
    case 'keys':
      return [
        'No configuration file, so the keys that were found are used.',
        '',
        paint('bold', 'Found'),
        ...foundLines(origin.found, paint).map((line) => `  ${line}`),
        ...consentLines(origin, config),
        '',
      ];
  }
}

const MARKS = { found: '✓', missing: '–', incomplete: '!', ignored: '!' } as const satisfies Record<
  Found['state'],
  string
>;
const COLOURS = { found: 'green', missing: 'dim', incomplete: 'yellow', ignored: 'yellow' } as const;

function foundLines(found: readonly Found[], paint: Paint): readonly string[] {
  const missing = found.filter(({ state, provider }) => state === 'missing' && provider !== 'ollama');
  const shown = found.filter((entry) => !missing.includes(entry));
  const rows = shown.map(({ state, name, variable, hint, origin, note }) => [
    `${paint(COLOURS[state], MARKS[state])} ${name}`,
    variable,
    hint,
    origin === null ? '' : `(${origin})`,
    note,
  ]);
  const names = missing.map(({ variable }) => variable).join(', ');
  return [
    ...columns(rows),
    ...(missing.length === 0 ? [] : [paint('dim', wrap(`– not set: ${names}`, { width: 78, indent: 4 }))]),
  ];
}

/** Who may get prompts that were meant for another; one line says how to agree, where nobody was asked. */
function consentLines({ consent }: Extract<Origin, { kind: 'keys' }>, { accounts }: Config): readonly string[] {
  const vendors = accounts.filter(({ provider }) => !provider.local);
  const last = vendors.at(-1);
  if (vendors.length < 2 || last === undefined) return [];
  if (consent === 'all') return ['  Each may stand in for the others.'];
  if (consent === 'ask') {
    return [`  No vendor stands in for another until you agree: --standby all, or --standby ${last.id}`];
  }
  const agreed = vendors.filter(({ id }) => consent.includes(id)).map(({ provider }) => provider.name);
  return [
    agreed.length === 0 ? '  No vendor stands in for another.' : `  May stand in for others: ${agreed.join(', ')}.`,
  ];
}

/** `claude-*   anthropic/* → openai/gpt-5.6 → notice`, one line per route. */
export function ladders({ routes }: Config, width: number): readonly string[] {
  const rows = routes.map(({ match, ladder }) => ({
    match: shorten(match.join(' '), 28),
    rungs: ladder.map(rungName).join(' → '),
  }));
  const indent = Math.max(...rows.map(({ match }) => match.length)) + 2;
  return rows.map(({ match, rungs }) => match.padEnd(indent) + wrap(rungs, { width: width - 2, indent: indent + 2 }));
}

function rungName(rung: Rung): string {
  if (rung.kind === 'edition') return `edition ${rung.slot}`;
  return rung.kind === 'model' ? `${rung.provider}/${rung.model ?? '*'}` : rung.kind;
}

function useIt({ clients, accounts, origins }: Config, url: string): readonly string[] {
  const key = clients.length === 0 ? 'failsoft' : '<a key of "clients">';
  const set = process.platform === 'win32' ? (name: string, value: string) => `$env:${name}="${value}"` : exported;
  // A caller's own credential is passed on, so it must stay what it is.
  const keyed = (protocol: string): boolean =>
    !accounts.some(({ provider, keys }) => provider.protocol === protocol && keys.kind === 'caller');
  return columns([
    ['Claude Code', 'npx failsoft launch claude'],
    ['Anthropic SDK', set('ANTHROPIC_BASE_URL', url)],
    ...(keyed('anthropic') ? [['', set('ANTHROPIC_API_KEY', key)]] : []),
    ['OpenAI SDK', set('OPENAI_BASE_URL', `${url}/v1`)],
    ...(keyed('openai-chat') ? [['', set('OPENAI_API_KEY', key)]] : []),
    ['Other clients', 'npx failsoft connect --help'],
    // Behind a proxy its documents are for programs with a key.
    ...(origins.length === 0 ? [['Write with it', `${url}/writer`]] : []),
    ['How all is', `${url}/status`],
  ]);
}

function exported(name: string, value: string): string {
  return `export ${name}=${/[^\w.:/-]/.test(value) ? `'${value}'` : value}`;
}

function tryIt(url: string, sandbox: string, title: (text: string) => string): readonly string[] {
  const json = "-H 'content-type: application/json'";
  const turn = (fault: string): readonly string[] => [
    `     curl -X PUT ${sandbox}/_sandbox/providers/anthropic \\`,
    `       ${json} -d '{"fault":${fault}}'`,
  ];
  return [
    title('See a failover'),
    '  1. Ask Claude. The header x-failsoft-served-by says who answered.',
    `     curl -i ${url}/v1/messages ${json} \\`,
    `       -d '{"model":"${CLAUDE}","max_tokens":200,`,
    `            "messages":[{"role":"user","content":"Hello"}]}'`,
    '  2. Switch Claude off, and ask again: OpenAI answers through the same API.',
    ...turn('"overloaded"'),
    '  3. Switch it on again.',
    ...turn('null'),
    '',
    'For real answers set ANTHROPIC_API_KEY or OPENAI_API_KEY, or: failsoft init',
    '',
  ];
}
