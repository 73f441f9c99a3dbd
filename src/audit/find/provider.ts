import type { Api, Known } from '../../model/audit.ts';
import { type Given, pathsOf, type Step, textOf, type Value, valuesIn } from '../facts/value.ts';
import type { Endpoints } from '../signatures/endpoints.ts';
import { ownerOfModel, ownerOfName } from '../signatures/owners.ts';
import type { Signature } from '../signatures/signature.ts';
import { addressesOf, addressIn } from './addresses.ts';
import { isModule } from './families.ts';
import type { Match } from './match.ts';

/** What the rest of the tree says, where the code does not. */
export type Hints = {
  /** Providers of this signature that settings or packages name. */
  readonly providersFor: (
    signature: Signature,
    file: string,
    api: Api,
  ) => readonly {
    readonly provider: string;
    readonly at: Known<string>['at'];
    readonly by: 'config' | 'code' | 'dependency';
  }[];
};

export type Asked = {
  readonly match: Match;
  readonly given: readonly Given[];
  readonly model: Value | null;
  readonly at: { readonly file: string; readonly line: number };
};

/** Who answers a call of an SDK. */
export function providersOf(
  { match, given, model, at }: Asked,
  known: {
    readonly signatures: readonly Signature[];
    readonly endpoints: Endpoints;
    readonly hints: Hints;
    /** Whose it is by the names around it. */
    readonly owner: string | null;
  },
): Known<readonly string[]> {
  const { signature } = match;
  const { endpoints } = known;
  const say = (providers: readonly string[], by: Known<string>['by'], because: string): Known<readonly string[]> => ({
    value: [...new Set(providers)],
    by,
    at,
    because,
  });

  const byAddress = providersByAddress(match, given, endpoints);
  if (byAddress.length > 0) {
    const isOpen = byAddress.every((provider) => provider.endsWith('-compatible')) && known.owner !== null;
    return isOpen
      ? say([known.owner, ...byAddress], 'inferred', 'an address that is set, and the names of what it stands in')
      : say(byAddress, 'code', 'the address that the client is made with');
  }
  const byClient = providersByClient(match, known.signatures);
  const byVendor = providersByVendor(match, given, endpoints);
  if (byVendor.length > 0) return say(byVendor, 'code', 'the vendor that is named');
  const byModel = model === null ? [] : providersByModel(model, match, known);
  if (byModel.length > 0 && (byClient.length === 0 || signature.provider === 'unknown'))
    return say(byModel, 'code', 'the model that is asked for');
  if (byClient.length > 0) return say(byClient, 'code', 'the client that is called');
  const hints = known.hints.providersFor(signature, at.file, match.pattern.api);
  if (hints.length > 0) {
    const [first] = hints;
    return {
      value: [...new Set(hints.map(({ provider }) => provider))],
      by: first?.by ?? 'config',
      at: first?.at ?? null,
      because: HINTED[first?.by ?? 'config'],
    };
  }
  if (signature.provider !== 'unknown')
    return say(
      [signature.provider],
      signature.isDefault ? 'default' : 'code',
      signature.isDefault ? 'what the SDK does when nobody chooses' : 'the SDK',
    );
  if (known.owner !== null) return say([known.owner], 'inferred', 'the names of what it stands in');
  return { value: 'unknown', by: 'nothing', at, because: 'neither code nor settings say whom it goes to' };
}

const HINTED = {
  config: 'the settings',
  code: 'the clients that are made elsewhere',
  dependency: 'the packages that are used',
} as const;

/** Everything that a client was made with. */
function madeWith(match: Match): readonly Given[] {
  return match.path.steps.slice(0, -1).flatMap((step) => step.given ?? []);
}

function providersByAddress(match: Match, given: readonly Given[], endpoints: Endpoints): readonly string[] {
  const { signature } = match;
  const names = signature.arguments.address;
  // Where an SDK talks to many, an address that may be set says nothing of those who do not set it.
  const isOpen = signature.provider === 'unknown';
  const found: string[] = [];
  const told = [...madeWith(match), ...given];
  for (const value of [...named(told, names), ...namedWithin(told, names), ...calledIn(match.path.steps, names)]) {
    const options = value.is === 'either' ? value.options : [value];
    for (const option of options) {
      const [known] = addressesOf(option, endpoints);
      const text = textOf(option);
      const variable = text === null ? null : (/^\{(\w+)\}/.exec(text)?.[1] ?? null);
      const byName =
        variable === null ? (isOpen ? null : writtenOwner(option, endpoints)) : ownerOfName(variable, endpoints);
      if (known !== undefined) found.push(ownName(known.found.provider, signature));
      else if (byName !== null) found.push(byName);
      else if (option.is !== 'constant')
        found.push(signature.dialect === undefined ? signature.provider : `${signature.dialect}-compatible`);
    }
  }
  return [...new Set(found)].filter((provider) => provider !== 'unknown');
}

/** `profile.azure_openai_endpoint` says whose it is, although its value is nowhere. */
function writtenOwner(value: Value, endpoints: Endpoints): string | null {
  for (const one of valuesIn(value)) {
    if (one.is === 'member') {
      const owner = ownerOfName(one.name, endpoints);
      if (owner !== null && owner !== 'openai') return owner;
    }
  }
  return null;
}

function ownName(provider: string, { dialect, provider: own }: Signature): string {
  return provider.endsWith('-compatible') && dialect === undefined && own !== 'unknown' ? own : provider;
}

/** Arguments by name, also those within records and options such as `option.WithBaseURL(url)`. */
export function named(given: readonly Given[], names: readonly string[]): readonly Value[] {
  const found: Value[] = [];
  for (const { name, value } of given) {
    if (name !== null && names.includes(name)) found.push(value);
    for (const one of valuesIn(value)) {
      if (one.is === 'record')
        for (const entry of one.entries) if (entry.key !== null && names.includes(entry.key)) found.push(entry.value);
      if (one.is === 'made') {
        const last = pathsOf(one.by)[0]?.steps.at(-1)?.name ?? '';
        const [first] = one.given;
        if (names.includes(last) && first !== undefined) found.push(first.value);
      }
    }
  }
  return found.filter(({ is }) => is !== 'constant');
}

/** Arguments of what an argument was made with: `new Client(new Config({ … }))`. */
function namedWithin(given: readonly Given[], names: readonly string[]): readonly Value[] {
  const made = given.flatMap(({ value }) => valuesIn(value).filter(({ is }) => is === 'made'));
  return made.flatMap((one) =>
    one.is === 'made'
      ? one.given.flatMap(({ name, value }) => (name !== null && names.includes(name) ? [value] : []))
      : [],
  );
}

/** What builders on the way were told: `.baseUrl("…")`. */
export function calledIn(steps: readonly Step[], names: readonly string[]): readonly Value[] {
  return steps.flatMap(({ name, given }) => (names.includes(name) && given?.[0] !== undefined ? [given[0].value] : []));
}

/** The vendor as an argument of its own: `init_chat_model(name, model_provider="openai")`, `using(Provider::Anthropic, …)`. */
function providersByVendor(match: Match, given: readonly Given[], { vendors }: Endpoints): readonly string[] {
  const { vendor } = match.signature.arguments;
  const values = [...named([...madeWith(match), ...given], vendor), ...calledIn(match.path.steps, vendor)];
  return values.flatMap((value) => {
    const word = (value.is === 'text' ? value.text : value.is === 'member' ? value.name : '').toLowerCase();
    return word === '' ? [] : [vendors[word] ?? word];
  });
}

function providersByClient(match: Match, signatures: readonly Signature[]): readonly string[] {
  const { signature, path, module } = match;
  const byModule = module === null ? undefined : moduleOwner(module, signature);
  for (const { name, value } of madeWith(match)) {
    const owner = name === null ? undefined : signature.providersByArgument[name];
    if (owner !== undefined && !(value.is === 'constant' && value.value !== true)) return [owner];
  }
  for (const { name, provider } of signature.clients) {
    if (provider !== undefined && path.steps.some((step) => step.name === name)) return [provider];
  }
  if (byModule !== undefined) return [byModule];
  // A client that was wrapped: `instructor.from_openai(OpenAI(base_url=…))`, `prompt | llm`.
  const inner = madeWith(match)
    .flatMap(({ value }) => valuesIn(value))
    .flatMap((value) => ownersIn(value, signatures));
  return inner;
}

function moduleOwner(module: string, signature: Signature): string | undefined {
  const found = Object.entries(signature.providersByModule)
    .filter(([meant]) => isModule(module, meant))
    .toSorted(([a], [b]) => b.length - a.length);
  return found[0]?.[1];
}

/** Whose client or model an object is. */
function ownersIn(value: Value, signatures: readonly Signature[]): readonly string[] {
  return pathsOf(value).flatMap(({ root, steps }) => {
    if (root.is !== 'import') return [];
    const signature = signatures.find((one) =>
      Object.values(one.modules).some((modules) => modules.some((meant) => isModule(root.module, meant))),
    );
    if (signature === undefined) return [];
    const client = signature.clients.find(
      ({ name, provider }) => provider !== undefined && steps.some((step) => step.name === name),
    );
    const owner = client?.provider ?? moduleOwner(root.module, signature) ?? signature.provider;
    return owner === 'unknown' ? [] : [owner];
  });
}

function providersByModel(
  model: Value,
  { signature }: Match,
  known: { readonly signatures: readonly Signature[]; readonly endpoints: Endpoints },
): readonly string[] {
  const options = model.is === 'either' ? model.options : [model];
  const found = options.flatMap((option): readonly string[] => {
    const objects = valuesIn(option).flatMap((value) =>
      value.is === 'made' ? [...byOwnAddress(value, known), ...ownersIn(value, known.signatures)].slice(0, 1) : [],
    );
    if (objects.length > 0) return objects.slice(0, 1);
    const text = textOf(option);
    // An object that is made in a way that nobody knows says less than one that is known.
    if (text === null && (option.is === 'made' || option.is === 'member')) return [];
    if (text === null || text.startsWith('{')) return [NOT_SAID];
    if (signature.textModelProvider !== undefined) return [signature.textModelProvider];
    const owner =
      signature.provider === 'unknown' || signature.isDefault
        ? ownerOfModel(text, known.endpoints, signature.prefix ?? null)
        : null;
    return [owner ?? NOT_SAID];
  });
  // One of several that nobody can tell makes all of them a guess.
  return found.includes(NOT_SAID) ? [] : found;
}

const NOT_SAID = '';

/** A model that was made with an address: `createOpenAI({ baseURL })("…")`. */
function byOwnAddress(
  value: Extract<Value, { is: 'made' }>,
  { endpoints }: { readonly endpoints: Endpoints },
): readonly string[] {
  const given = pathsOf(value).flatMap(({ steps }) => steps.flatMap((step) => step.given ?? []));
  return named(given, ['baseURL', 'base_url', 'baseUrl']).flatMap((one) => {
    const text = textOf(one);
    const found = text === null ? null : addressIn(text, endpoints);
    return found === null ? [] : [found.found.provider];
  });
}
