import type { Trace } from '../../model/audit.ts';
import { addressIn } from '../find/addresses.ts';
import type { Kind } from '../read/kinds.ts';
import { ownerOfModel, ownerOfName } from '../signatures/endpoints.ts';
import type { Knowledge } from '../signatures/load.ts';
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
  return {
    dependencies: [],
    traces: [...tool, ...inWorkflow, ...entries.flatMap((entry) => tracesOf(entry, knowledge))].slice(0, TRACES_MAX),
    chosen: entries.flatMap((entry) => chosenBy(entry, knowledge)),
  };
}

function tracesOf({ path, value, line }: Entry, { endpoints, signatures }: Knowledge): readonly SettingTrace[] {
  const name = path.at(-1) ?? '';
  const full = path.slice(-4).join('.');
  const address = value === '' ? null : addressIn(value, endpoints);
  if (address !== null) return [{ kind: 'address', name: full, providers: [address.found.provider], line }];
  const known = signatures.find(({ environment }) => [...environment.keys, ...environment.addresses].includes(name));
  const owner = ownerOfName(path.slice(-2).join('_'), endpoints);
  if (owner !== null && SECRET_NAME.test(name)) return [{ kind: 'key', name: full, providers: [owner], line }];
  if (known !== undefined)
    return [
      {
        kind: SECRET_NAME.test(name) ? 'key' : 'setting',
        name,
        providers: known.provider === 'unknown' ? [] : [known.provider],
        line,
      },
    ];
  if (/model/i.test(name) && /^[\w.:/@-]{3,80}$/.test(value)) {
    const maker = ownerOfModel(value, endpoints, value.includes('/') ? '/' : ':');
    if (maker !== null) return [{ kind: 'model', name: `${full}: ${value}`, providers: [maker], line }];
  }
  return [];
}

function chosenBy({ path, value, line }: Entry, { signatures }: Knowledge): SettingsFacts['chosen'] {
  const whole = path.join('.').replaceAll('-', '.').toLowerCase();
  if (whole === 'spring.ai.model.chat' && value !== '') return [{ signature: 'spring-ai', provider: value, line }];
  return signatures.flatMap(({ id, settings }) => {
    const found = Object.entries(settings).find(([section]) => whole === section || whole.startsWith(`${section}.`));
    return found === undefined ? [] : [{ signature: id, provider: found[1], line }];
  });
}
