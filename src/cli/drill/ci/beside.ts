import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withNewerEvidence } from '../../../audit/workflows/edit.ts';
import { checkedWorkflows, WORKFLOWS_FILE, workflowsText } from '../../../audit/workflows/file.ts';
import { REQUIRED } from '../../../audit/workflows/scenarios.ts';
import type { Evidence } from '../../../audit/workflows/schema.ts';
import { hasCode, knownOf, type Sources } from '../../../audit/workflows/sources.ts';
import { type Preset, PRESET_IDS, type PresetId, PRESETS } from '../../../drill/presets.ts';
import { Fault } from '../../../model/fault.ts';
import { gather } from '../../audit/workflows/gather.ts';
import { type Given, optionOf } from '../../command.ts';
import { codeRoot } from '../code-root.ts';
import { evidenceOf, TELLER } from './evidence.ts';
import { withPlaceholders } from './placeholders.ts';
import type { Shown } from './runs.ts';
import { type Moved, movedBy } from './standings.ts';

/** The workflows beside the code that is tried, and all that is known of them before it is. */
export type Beside = {
  readonly root: string;
  readonly sources: Sources;
  /** Whose the requests are that name no workflow. */
  readonly unnamed: readonly string[];
  /** The gateway is tried as well, as its configuration has it. */
  readonly isBehindGateway: boolean;
};

/** Null where nobody has said what the workflows are. Throws a `configuration` fault. */
export async function workflowsBeside(given: Given, isBehindGateway: boolean): Promise<Beside | null> {
  const root = codeRoot(given);
  const text = root === null ? null : workflowsText(root);
  if (root === null || text === null) {
    if (optionOf(given, 'workflow') === null) return null;
    throw new Fault('configuration', `--workflow needs a ${WORKFLOWS_FILE} here, or in the folder that --code names.`);
  }
  // The same whether or not there are keys here: what it says is what counts.
  const env = withPlaceholders(given.env, { root, file: null });
  const sources = await gather({ ...given, env }, root, text);
  return { root, sources, unnamed: unnamedOf(given, sources), isBehindGateway };
}

function unnamedOf(given: Given, { file: { workflows } }: Sources): readonly string[] {
  const named = optionOf(given, 'workflow');
  if (named === null) {
    const own = workflows.filter(hasCode);
    return own.length === 1 ? own.map(({ id }) => id) : [];
  }
  const ids = named.split(',').map((one) => one.trim());
  const stranger = ids.find((id) => !workflows.some((one) => one.id === id));
  if (stranger !== undefined)
    throw new Fault('configuration', `There is no workflow ${stranger} in ${WORKFLOWS_FILE}.`);
  return ids;
}

/** The outages that these workflows have to be ready for; without any, those of an important one. */
export function usualFor(beside: Beside | null): readonly PresetId[] {
  const workflows = beside?.sources.file.workflows ?? [];
  const needed = new Set<string>(
    workflows.length === 0
      ? REQUIRED.important
      : workflows.flatMap(({ criticality = 'important' }) => REQUIRED[criticality]),
  );
  return PRESET_IDS.filter((id) => {
    const { isUsual, shows }: Preset = PRESETS[id];
    return isUsual === true && shows !== null && needed.has(shows);
  });
}

type Told = { readonly moved: readonly Moved[]; readonly shown: ReadonlyMap<string, readonly Evidence[]> };

/** What runs have shown of each workflow, and how they stand by it. */
export function shownBeside(beside: Beside | null, runs: readonly Shown[], command: string): Told {
  if (beside === null) return { moved: [], shown: new Map() };
  const { sources, unnamed, isBehindGateway } = beside;
  const { workflows } = sources.file;
  const shown = new Map(
    workflows.map((workflow) => {
      const { code, config } = knownOf(workflow, sources).hashes;
      const hashes = { code, config: isBehindGateway ? config : null };
      return [workflow.id, evidenceOf(workflow, runs, { command, day: sources.today, unnamed, ...hashes })] as const;
    }),
  );
  return { moved: movedBy(sources, shown), shown };
}

/** Writes it into the file beside the code, each in the place of what was shown before of the same. Says what it did. */
export function filed({ root }: Beside, shown: Told['shown']): string {
  const path = join(root, WORKFLOWS_FILE);
  const told = [...shown].filter(([, evidence]) => evidence.length > 0);
  if (told.length === 0) return `Nothing was shown that could be noted in ${path}.`;
  const text = told.reduce(
    (written, [id, evidence]) => withNewerEvidence(written, id, { by: TELLER, evidence }),
    workflowsText(root) ?? '',
  );
  checkedWorkflows(text);
  writeFileSync(path, text);
  return `Noted in ${path}: ${told.map(([id]) => id).join(', ')}`;
}
