import type { Tool, ToolChoice, WebSearch } from '../../model/conversation.ts';
import type { JsonObject } from '../../model/json.ts';
import {
  bad,
  fieldOf,
  join,
  listField,
  loseOthers,
  type Losses,
  objectField,
  requiredText,
  textField,
} from '../fields.ts';
import { jsonSchema } from './open-api.ts';
import { camelField, camelOf, listOf } from './spelling.ts';

/** What a caller offers, and which of it has to be used. */
export type Offer = {
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice;
  readonly webSearch: WebSearch | null;
};

const NO_INPUT: JsonObject = { type: 'object', properties: {} };

/** The tools that the caller defines, the search that Google offers, and the choice among them. */
export function parseOffer(request: JsonObject, losses: Losses): Offer {
  const config = camelField(request, 'toolConfig', '') ?? {};
  const calling = camelField(config, 'functionCallingConfig', 'toolConfig') ?? {};
  loseConfig(config, calling, losses);
  const mode = textField(calling, 'mode', 'toolConfig.functionCallingConfig') ?? '';
  // The only thing that this mode adds to AUTO is that inputs fit their schemas.
  const strict = mode === 'VALIDATED';
  const tools: Tool[] = [];
  let search: WebSearch | null = null;
  for (const [index, value] of listOf(request, 'tools', '').entries()) {
    const path = join('tools', index);
    const offered = camelOf(value, path);
    for (const [place, made] of listOf(offered, 'functionDeclarations', path).entries()) {
      const at = join(join(path, 'functionDeclarations'), place);
      tools.push({ ...parseTool(camelOf(made, at), at, losses), strict });
    }
    for (const key of Object.keys(offered)) {
      if (key === 'functionDeclarations' || fieldOf(offered, key) === undefined) continue;
      if (SEARCHES.has(key)) search = parseSearch(camelField(offered, key, path) ?? {}, path, losses);
      // Code that is run, pages and files that are read at Google: an answer without them would be made up.
      else losses.lose(`tools.${key}`, 'blocking');
    }
  }
  const toolChoice = parseChoice(mode, calling, { tools, losses });
  return { tools, toolChoice, webSearch: search === null ? null : { ...search, ...(tools.length > 0 && OPTIONAL) } };
}

const OPTIONAL = { optional: true } as const;
/** The names under which Google's search of the web is offered. */
export const SEARCHES: ReadonlySet<string> = new Set(['googleSearch', 'googleSearchRetrieval', 'enterpriseWebSearch']);

function parseSearch(search: JsonObject, path: string, losses: Losses): WebSearch {
  loseOthers(search, ['excludeDomains', 'searchTypes'], 'googleSearch', losses);
  const blockedDomains = listField(search, 'excludeDomains', join(path, 'googleSearch')).filter(
    (domain) => typeof domain === 'string',
  );
  return { allowedDomains: [], blockedDomains };
}

function parseTool(made: JsonObject, path: string, losses: Losses): Omit<Tool, 'strict'> {
  loseOthers(
    made,
    ['name', 'description', 'parameters', 'parametersJsonSchema', ...ANSWERS, 'behavior'],
    'tools',
    losses,
  );
  // What a tool gives back shows in its results.
  for (const key of ANSWERS) if (fieldOf(made, key) !== undefined) losses.lose(`tools.${key}`, 'cosmetic');
  if (textField(made, 'behavior', path) === 'NON_BLOCKING') losses.lose('tools.behavior', 'behavioural');
  const schema = objectField(made, 'parametersJsonSchema', path) ?? objectField(made, 'parameters', path) ?? {};
  return {
    name: requiredText(made, 'name', path),
    description: textField(made, 'description', path) ?? '',
    inputSchema: Object.keys(schema).length === 0 ? NO_INPUT : jsonSchema(schema),
  };
}

const ANSWERS = ['response', 'responseJsonSchema'] as const;

type Choosing = { readonly tools: readonly Tool[]; readonly losses: Losses };

function parseChoice(mode: string, calling: JsonObject, { tools, losses }: Choosing): ToolChoice {
  const path = 'toolConfig.functionCallingConfig';
  const allowed = listField(calling, 'allowedFunctionNames', path).map((name, index) => {
    if (typeof name !== 'string') throw bad(join(join(path, 'allowedFunctionNames'), index), 'a text was expected');
    return name;
  });
  const [only, ...others] = allowed;
  if (mode === 'ANY' && only !== undefined && others.length === 0) return { kind: 'tool', name: only };
  if (only !== undefined && !tools.every(({ name }) => allowed.includes(name))) {
    losses.lose('allowedFunctionNames', 'behavioural');
  }
  switch (mode) {
    case 'ANY':
      return { kind: 'required' };
    case 'NONE':
      return { kind: 'none' };
    case '':
    case 'AUTO':
    case 'VALIDATED':
    case 'MODE_UNSPECIFIED':
      return { kind: 'auto' };
    default:
      losses.lose(`functionCallingConfig.mode.${mode}`, 'behavioural');
      return { kind: 'auto' };
  }
}

function loseConfig(config: JsonObject, calling: JsonObject, losses: Losses): void {
  loseOthers(config, ['functionCallingConfig', 'includeServerSideToolInvocations'], 'toolConfig', losses);
  // What the provider's own tools did is shown to the caller or not; what the model makes of it is the same.
  loseOthers(calling, ['mode', 'allowedFunctionNames', 'streamFunctionCallArguments'], 'functionCallingConfig', losses);
  if (fieldOf(calling, 'streamFunctionCallArguments') === true) losses.lose('streamFunctionCallArguments', 'cosmetic');
}
