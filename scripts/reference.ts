import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderDuration } from '../src/config/quantities.ts';
import { type Preset, PRESETS } from '../src/drill/presets.ts';
import { FAULT_CATALOGUE } from '../src/drill/sandbox/sandbox.ts';
import { FAULTS, type FaultRule } from '../src/model/fault.ts';
import { STATUS_PAGES } from '../src/monitor/status-pages/index.ts';
import type { StatusPage, Way } from '../src/monitor/status-pages/page.ts';
import type { Provider } from '../src/providers/provider.ts';
import { PROVIDERS } from '../src/providers/index.ts';
import { SURFACES } from '../src/providers/surfaces.ts';
import { FAULT_MEANINGS } from './fault-meanings.ts';
import { limitsPage } from './limits.ts';
import { page, table } from './page.ts';
import { translationPage } from './translation.ts';

/** Where the generated pages lie. */
export const REFERENCE_FOLDER = fileURLToPath(new URL('../docs/reference', import.meta.url));

/** Every page of the reference by its path, made from the tables that the code itself reads. */
export function referencePages(): ReadonlyMap<string, string> {
  const pages = {
    'faults.md': faultsPage(),
    'limits.md': limitsPage(),
    'outages.md': outagesPage(),
    'providers.md': providersPage(),
    'status-pages.md': statusPagesPage(),
    'translation.md': translationPage(),
  };
  return new Map(Object.entries(pages).map(([name, text]) => [join(REFERENCE_FOLDER, name), text]));
}

const RETRY: Readonly<Record<FaultRule['retry'], string>> = {
  never: 'no',
  once: 'once',
  'other-key': 'with another key',
  'if-last': 'if nobody else is left',
  'at-last': 'if all others have failed since',
};
const NEXT: Readonly<Record<FaultRule['next'], string>> = { yes: 'yes', no: 'no', translated: 'if it was translated' };

function faultsPage(): string {
  const groups = Map.groupBy(Object.entries(FAULT_MEANINGS), ([, { group }]) => group);
  const rules: Readonly<Record<string, FaultRule>> = FAULTS;
  return page(
    'Faults',
    'Everything that can go wrong is one of these kinds. They stand in the journal, in the console and in errors. ' +
      '**Status** is what a caller gets when nothing else could answer; a protocol may say it in another way. ' +
      '**Again** says whether the same target is asked once more, **next rung** whether another one may do better. ' +
      '**Against**: whose health it speaks against. Only a target that does badly is left alone; a key rests.',
    ...[...groups].flatMap(([group, kinds]) => [
      `## ${group}`,
      table(
        ['kind', 'what has happened', 'status', 'again', 'next rung', 'against', 'rests'],
        kinds.map(([kind, { what }]) => {
          const rule = rules[kind];
          if (rule === undefined) throw new Error(`There is no fault ${kind}.`);
          const rest = rule.restMs === 0 ? '' : renderDuration(rule.restMs);
          return [`\`${kind}\``, what, `${rule.status}`, RETRY[rule.retry], NEXT[rule.next], rule.against, rest];
        }),
      ),
    ]),
    'A rest is as long as the provider says, within its limit (see [Limits](limits.md)); this table says what counts when it ' +
      'does not say.',
  );
}

function outagesPage(): string {
  return page(
    'Outages',
    'What `failsoft drill ci` can play, see [Drills](../guides/drills.md). Only what clients could see of an outage is played, and it lasts for one run. ' +
      '**Usual**: it is run without being named, where a workflow has to be ready for what it shows.',
    table(
      ['name', 'takes', 'what happens', 'how it is played', 'shows', 'usual', 'where it is from'],
      Object.entries<Preset>(PRESETS).map(([id, preset]) => [
        `\`${id}\``,
        whom(preset),
        preset.title,
        how(preset),
        preset.shows === null ? '' : `\`${preset.shows}\``,
        preset.isUsual === true ? 'yes' : '',
        preset.source,
      ]),
    ),
  );
}

function whom({ takes }: Preset): string {
  return takes === 'each' ? 'each that is asked, in turn' : takes === 'all' ? 'everybody' : takes.join(', ');
}

function how({ fault, aim = {} }: Preset): string {
  const often = aim.every === undefined ? '' : ` One request in ${aim.every}.`;
  return `\`${fault}\`: ${FAULT_CATALOGUE[fault].summary}${often}`;
}

function providersPage(): string {
  return page(
    'Providers',
    'These are known by name: a configuration needs nothing but their key. Any other server that speaks one of the protocols ' +
      'can be set up with its address, see [Configuration](../guides/configuration.md). The order is that of standbys when ' +
      'nobody chose one. **Stands in with** is the model that is asked when a model of another vendor was wanted and none was named.',
    table(
      ['id', 'name', 'protocol', 'address', 'key in', 'stands in with', 'when it is down'],
      Object.values(PROVIDERS).map((provider) => [
        `\`${provider.id}\``,
        provider.name,
        `\`${provider.protocol}\``,
        `\`${provider.baseUrl}\``,
        keysOf(provider),
        provider.standbyModel === null ? 'what you name' : `\`${provider.standbyModel}\``,
        provider.statusPage === null
          ? 'on this machine'
          : `[${new URL(provider.statusPage).host}](${provider.statusPage})`,
      ]),
    ),
    '## What fails together',
    'Two rungs that share one of these are one outage away from each other.',
    table(
      ['domain', 'providers'],
      domains().map(([domain, ids]) => [domain, ids.map((id) => `\`${id}\``).join(', ')]),
    ),
  );
}

function keysOf({ auth }: Provider): string {
  return auth === null ? 'no key' : auth.env.map((name) => `\`${name}\``).join(', ');
}

const ASKED: Readonly<Record<StatusPage['asked'], string>> = {
  always: 'one of them is used',
  'if-named': 'you name it: its maker has invited nobody to ask',
  'if-signed-in': 'there are credentials that may read the health of services',
};

function statusPagesPage(): string {
  return page(
    'Status pages',
    'The official pages that Failsoft reads, so that what their makers say stands beside what your own traffic says. A page is asked ' +
      'in its first way; in the next one only while those before it refuse, are silent or cannot be read. What cannot be read is shown ' +
      'as not verified, never as fine. Why each is read as it is: [status pages](../decisions/status-pages.md).',
    table(
      ['id', 'page', 'speaks of', 'read as', 'asked when'],
      [...STATUS_PAGES.values()].map(({ id, name, url, surfaces, ways, asked }) => [
        `\`${id}\``,
        `[${name}](${url})`,
        surfaces.map((surface) => SURFACES.get(surface)?.name ?? surface).join(', '),
        ways.map(renderWay).join('; then '),
        ASKED[asked],
      ]),
    ),
  );
}

function renderWay({ format, origin, everyMs }: Way): string {
  return `${format} at ${new URL(origin).host}, every ${renderDuration(everyMs)}`;
}

function domains(): readonly (readonly [string, readonly string[]])[] {
  const pairs = Object.values(PROVIDERS).flatMap(({ id, failureDomains }) =>
    failureDomains.map((domain) => ({ domain, id })),
  );
  return [...Map.groupBy(pairs, ({ domain }) => domain)]
    .map(([domain, all]) => [domain, all.map(({ id }) => id)] as const)
    .filter(([, ids]) => ids.length > 1)
    .toSorted(([a], [b]) => a.localeCompare(b));
}
