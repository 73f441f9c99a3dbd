import type { Trace } from '../../model/audit.ts';
import { addressIn } from '../find/addresses.ts';
import type { Kind } from '../read/kinds.ts';
import { ownerOfModel, ownerOfName } from '../signatures/owners.ts';
import type { Knowledge } from '../signatures/load.ts';
import type { Signature } from '../signatures/signature.ts';
import { entriesOf, type Entry } from './lines.ts';
import { dependenciesIn, type Dependency } from './manifests.ts';
import { infrastructureIn } from './infrastructure.ts';

/** What manifests and settings say of AI. */
export type SettingsFacts = {
  readonly dependencies: readonly Dependency[];
  readonly traces: readonly SettingTrace[];
  /** Providers that a section of settings names, by the signature that knows it. */
  readonly chosen: readonly { readonly signature: string; readonly provider: string; readonly line: number }[];
};

export type SettingTrace = Pick<Trace, 'kind' | 'name' | 'providers' | 'line'>;

const TRACES_MAX = 200;
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i;

/** Reads one file of settings. Values of secrets are never kept, only their names. */
export function readSettings(path: string, kind: Kind, text: string, knowledge: Knowledge): SettingsFacts {
  if (kind.is === 'manifest') {
    const dependencies = dependenciesIn(text, kind.of, knowledge);
    return { dependencies, traces: [], chosen: [] };
  }
  if (kind.is !== 'settings') return { dependencies: [], traces: [], chosen: [] };
  if (kind.as === 'docker' || kind.as === 'terraform') {
    return { dependencies: [], traces: infrastructureIn(text, kind.as, knowledge).slice(0, TRACES_MAX), chosen: [] };
  }
  const entries = entriesOf(text, kind.as === 'workflow' ? 'yaml' : kind.as);
  const inWorkflow = kind.as === 'workflow' ? infrastructureIn(text, 'workflow', knowledge) : [];
  const isTool = /(?:^|\/)\.(?:claude|cursor|continue|aider|codex|mcp)|mcp\.json$/.test(path);
  const tool: readonly SettingTrace[] = isTool
    ? [{ kind: 'tool', name: path.slice(path.lastIndexOf('/') + 1), providers: [], line: 1 }]
    : [];
  const known = namesOf(knowledge);
  return {
    dependencies: [],
    traces: [...tool, ...inWorkflow, ...entries.flatMap((entry) => tracesOf(entry, knowledge, known))].slice(
      0,
      TRACES_MAX,
    ),
    chosen: entries.flatMap((entry) => chosenBy(entry, known)),
  };
}

/** What signatures say of settings, by name: a file may have thousands of settings. */
type Names = {
  /** The first signature that has a variable of this name. */
  readonly variables: ReadonlyMap<string, Signature>;
  /** Sections of settings, with a dot behind them, and whose they are, by the signature that has any. */
  readonly sections: ReadonlyMap<string, readonly (readonly [section: string, provider: string])[]>;
  /** How the first key of every section begins. */
  readonly heads: readonly string[];
};

const names = new WeakMap<Knowledge, Names>();

function namesOf(knowledge: Knowledge): Names {
  const known = names.get(knowledge);
  if (known !== undefined) return known;
  const sections = sectionsIn(knowledge);
  const heads = new Set([...sections.values()].flat().map(([section]) => section.slice(0, section.indexOf('.'))));
  const made = { variables: variablesIn(knowledge), sections, heads: [...heads] };
  names.set(knowledge, made);
  return made;
}

function variablesIn({ signatures }: Knowledge): Names['variables'] {
  const found = new Map<string, Signature>();
  for (const signature of signatures) {
    for (const name of [...signature.environment.keys, ...signature.environment.addresses])
      if (!found.has(name)) found.set(name, signature);
  }
  return found;
}

function sectionsIn({ signatures }: Knowledge): Names['sections'] {
  const found = new Map<string, readonly (readonly [string, string])[]>();
  for (const { id, settings } of signatures) {
    const all = Object.entries(settings).map(([section, provider]) => [`${section}.`, provider] as const);
    if (all.length > 0) found.set(id, all);
  }
  return found;
}

function tracesOf(
  { path, value, line }: Entry,
  { endpoints }: Knowledge,
  { variables }: Names,
): readonly SettingTrace[] {
  const name = path.at(-1) ?? '';
  const full = (): string => path.slice(-4).join('.');
  const address = value === '' ? null : addressIn(value, endpoints);
  if (address !== null) return [{ kind: 'address', name: full(), providers: [address.found.provider], line }];
  const isSecret = SECRET_NAME.test(name);
  const owner = isSecret ? ownerOfName(path.slice(-2).join('_'), endpoints) : null;
  if (owner !== null) return [{ kind: 'key', name: full(), providers: [owner], line }];
  const known = variables.get(name);
  if (known !== undefined)
    return [
      {
        kind: isSecret ? 'key' : 'setting',
        name,
        providers: known.provider === 'unknown' ? [] : [known.provider],
        line,
      },
    ];
  if (/model/i.test(name) && /^[\w.:/@-]{3,80}$/.test(value)) {
    const maker = ownerOfModel(value, endpoints, value.includes('/') ? '/' : ':');
    if (maker !== null) return [{ kind: 'model', name: `${full()}: ${value}`, providers: [maker], line }];
  }
  return [];
}

function chosenBy({ path, value, line }: Entry, { heads, sections }: Names): SettingsFacts['chosen'] {
  const first = (path[0] ?? '').toLowerCase();
  if (!heads.some((head) => first.startsWith(head))) return [];
  const whole = `${path.join('.').replaceAll('-', '.').toLowerCase()}.`;
  if (whole === 'spring.ai.model.chat.' && value !== '') return [{ signature: 'spring-ai', provider: value, line }];
  return [...sections].flatMap(([signature, all]) => {
    const found = all.find(([section]) => whole.startsWith(section));
    return found === undefined ? [] : [{ signature, provider: found[1], line }];
  });
}
