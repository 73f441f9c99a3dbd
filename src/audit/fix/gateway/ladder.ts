import { isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import { renderListen } from '../../../config/address.ts';
import { type Config, LISTEN } from '../../../config/config.ts';
import { discoverConfig } from '../../../config/discover.ts';
import { FILE_NAMES } from '../../../config/load.ts';
import { renderConfig } from '../../../config/write/write.ts';
import { matches } from '../../../model/route.ts';
import { PROVIDERS, providerOf } from '../../../providers/index.ts';
import { equivalent } from '../../../providers/models.ts';
import type { Provider } from '../../../providers/provider.ts';
import { OWN_NAMES, sharedDomains } from '../../protection/domains.ts';
import { leadsTo, ownGateway } from '../../settings/own-gateway.ts';
import { type Edit, inserted, lineBreak } from '../text/edit.ts';
import { lineEnd } from '../../workflows/edit.ts';
import { mappingIn } from './document.ts';
import { leading } from './leading.ts';
import type { Candidate, Mending, Question } from '../question.ts';
import type { Change } from '../workbench.ts';

/** Who stands in where the tree has nobody else, in this order. */
const USUAL: readonly string[] = ['anthropic', 'openai', 'gemini', 'mistral'];

/** Another provider in another failure domain: a ladder of a gateway, and the way there. Only where that was asked for. */
export const ladder: Mending = async (question) => {
  const { gateway, studied } = question;
  if (gateway === null)
    return 'What may answer instead is for people to choose. A gateway with a ladder is proposed with --gateway.';
  const { site } = studied;
  if (site.api !== 'chat') return 'Only answers of chat models are taken over by another model.';
  const rows = rowsOf(site.providers.value);
  const [first] = rows;
  if (first === undefined || rows.length > 1)
    return 'Whose model is asked first is not known, or it is nobody with a key of their own.';
  const config = configFor(question, first);
  if (typeof config === 'string') return config;
  const listen = ownGateway([], (file) => (file === config.file ? config.after : null))?.listen ?? LISTEN;
  if (gateway !== '' && !leadsTo(gateway, listen))
    return `${config.file} listens on ${renderListen(listen)}, so that ${gateway} does not lead to it.`;
  const ways = await leading(question, gateway === '' ? `http://${renderListen(listen)}` : gateway);
  if (typeof ways === 'string') return ways;
  return ways.map(({ says, changes }): Candidate => ({
    says: config.change === null ? says : `${config.says}, and ${says}`,
    changes: [...(config.change === null ? [] : [config.change]), ...changes],
  }));
};

/** Providers of the audit as Failsoft knows them, where a key is all that they take. */
function rowsOf(names: readonly string[] | 'unknown'): readonly Provider[] {
  if (names === 'unknown') return [];
  return names.flatMap((name) => {
    const row = providerOf(OWN_NAMES[name] ?? name);
    return row !== null && row.auth !== null && row.auth.env.length > 0 && row.place === undefined && !row.local
      ? [row]
      : [];
  });
}

type ConfigFor = {
  readonly file: string;
  readonly after: string;
  readonly says: string;
  /** Null where nothing has to be changed. */
  readonly change: Change | null;
};

/** A configuration in which another provider stands in for this one. A text says why there can be none. */
function configFor(question: Question, first: Provider): ConfigFor | string {
  const { bench, studied } = question;
  const file = FILE_NAMES.find((name) => bench.text(name) !== null) ?? FILE_NAMES[0];
  const before = bench.text(file);
  const model = studied.site.model.value === 'unknown' ? '' : studied.site.model.value;
  const others = othersFor(question, first);
  if (before === null) {
    const known = [first, ...(others.found.length > 0 ? others.found : others.usual.slice(0, 1))];
    const after = renderConfig(newConfig(known));
    const says = `begins ${file} with a ladder of ${known.map(({ name }) => name).join(' and ')}`;
    return { file, after, says, change: { file, whole: after } };
  }
  const own = ownGateway([], (one) => (one === file ? before : null));
  const at = own?.routes.findIndex(({ match }) => matches(match, model)) ?? -1;
  const route = own?.routes[at];
  if (route === undefined) return `${file} has no route for this model, or cannot be read.`;
  const asked = route.ladder.flatMap(({ provider }) => (provider === null ? [] : [provider]));
  const isCovered = asked.slice(1).some((one) => sharedDomains(asked[0] ?? '', one).whole.length === 0);
  if (isCovered) return { file, after: before, says: '', change: null };
  const [standby] = [...others.found, ...others.usual];
  const target = standby === undefined ? null : equivalent(model, standby);
  if (standby === undefined || target === null) return 'No model of another provider is known that could stand in.';
  const edits = withRung(before, at, { id: standby.id, target, key: standby.auth?.env[0] ?? '' });
  if (edits === null)
    return `${file} is written in a way in which nothing can be added. Add a rung to its route by hand.`;
  return {
    file,
    after: before,
    says: `lets ${standby.name} stand in on a route of ${file}`,
    change: { file, edits },
  };
}

/** Providers that share no failure domain with one: those that the tree asks anyway, and the usual ones. */
function othersFor(
  { bench }: Question,
  first: Provider,
): { readonly found: readonly Provider[]; readonly usual: readonly Provider[] } {
  const isApart = (one: Provider): boolean =>
    one.id !== first.id && sharedDomains(first.id, one.id).whole.length === 0 && equivalent('', one) !== null;
  const sites = bench.examined().scan.sites.filter(({ use, api }) => use === 'production' && api === 'chat');
  const found = sites.flatMap(({ providers }) => rowsOf(providers.value)).filter(isApart);
  const usual = USUAL.flatMap((id) => rowsOf(PROVIDERS[id] === undefined ? [] : [id])).filter(isApart);
  return { found: [...new Set(found)], usual };
}

/** What `failsoft init` would write for somebody with these keys, without what it finds on this machine. */
function newConfig(rows: readonly Provider[]): Config {
  const env = Object.fromEntries(rows.map(({ id, auth }) => [auth?.env[0] ?? '', `to-be-set-${id}`]));
  // Below a file there is none with variables, so that no key of whoever runs this gets into it.
  const { config } = discoverConfig({ cwd: `/${FILE_NAMES[0]}`, env, standby: 'all', localModels: null });
  return { ...config, writer: { ...config.writer, folder: null } };
}

type NewRung = { readonly id: string; readonly target: string; readonly key: string };

/** Puts a rung behind the first of a route, and its provider among the others; everything else stays as people wrote it. */
function withRung(text: string, at: number, { id, target, key }: NewRung): readonly Edit[] | null {
  const root = mappingIn(text);
  if (root === null) return null;
  const [routes, providers] = [root.get('routes', true), root.get('providers', true)];
  const route = isSeq(routes) ? routes.items[at] : undefined;
  const list = isMap(route) ? route.get('ladder', true) : undefined;
  if (!isSeq(list) || !isMap(providers)) return null;
  const rung = behindFirst(text, list, `${id}/${target}`);
  const account = providers.has(id) ? [] : amongOthers(text, providers, { id, key });
  return rung === null || account === null ? null : [...rung, ...account];
}

function behindFirst(text: string, list: YAMLSeq, rung: string): readonly Edit[] | null {
  const [first] = list.items;
  const range = isScalar(first) || isMap(first) ? first.range : null;
  if (range === null || range === undefined) return null;
  if (list.flow === true) return [inserted(range[1], `, ${rung}`)];
  const dash = text.lastIndexOf('-', range[0]);
  const column = dash - (text.lastIndexOf('\n', dash) + 1);
  const next = text.indexOf('\n', range[1] - 1);
  const line = `${' '.repeat(column)}- ${rung}`;
  return next < 0
    ? [inserted(text.length, `${lineBreak(text)}${line}`)]
    : [inserted(next + 1, `${line}${lineBreak(text)}`)];
}

function amongOthers(
  text: string,
  providers: YAMLMap,
  { id, key }: Pick<NewRung, 'id' | 'key'>,
): readonly Edit[] | null {
  const [first] = providers.items;
  const range = isScalar(first?.key) ? first.key.range : null;
  if (range === null || range === undefined) return null;
  if (providers.flow === true) return [inserted(range[0], `${id}: { apiKey: "\${${key}}" }, `)];
  const indent = text.slice(text.lastIndexOf('\n', range[0]) + 1, range[0]);
  const end = lineBreak(text);
  const at = lineEnd(text, providers);
  const isOpen = at === text.length && !text.endsWith('\n');
  return [inserted(at, `${isOpen ? end : ''}${indent}${id}:${end}${indent}  apiKey: \${${key}}${end}`)];
}
