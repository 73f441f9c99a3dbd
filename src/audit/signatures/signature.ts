import { z } from 'zod';

/** What kind of answer a call asks for. */
export const API = z.enum(['chat', 'embed', 'image', 'audio', 'rerank', 'moderation', 'agent', 'batch']);
const WORDS = z.array(z.string().min(1));
/** Languages that share their packages. */
const FAMILY = z.enum(['js', 'python', 'go', 'jvm', 'dotnet', 'ruby', 'php', 'rust', 'shell']);
const ECOSYSTEM = z.enum(['npm', 'pypi', 'go', 'maven', 'nuget', 'gem', 'composer', 'cargo']);

const CALL = z.strictObject({
  /** The names that lead to the call, from the SDK on or only the last of them. `*` stands for part of a name, `..` for any names. */
  path: z.string().min(1),
  api: API,
  /** It always streams. */
  stream: z.boolean().default(false),
  /** So much its own that nobody else calls it so: it counts also where it cannot be seen what it is called on. */
  anywhere: z.boolean().default(false),
  languages: WORDS.optional(),
  /** Only from these of the modules. */
  module: WORDS.optional(),
  /** Only with one of these arguments. */
  needs: WORDS.optional(),
  /** Not the call itself asks, but a call of what it gives back. */
  result: z.boolean().default(false),
});

const ARGUMENTS = z.strictObject({
  address: WORDS.default([]),
  key: WORDS.default([]),
  timeoutMs: z.partialRecord(FAMILY, WORDS).default({}),
  timeoutS: z.partialRecord(FAMILY, WORDS).default({}),
  /** With a unit of its own, such as `Duration.ofSeconds(30)`. */
  timeout: WORDS.default([]),
  abort: WORDS.default([]),
  retries: WORDS.default([]),
  stream: WORDS.default([]),
  model: WORDS.default([]),
  fallbacks: WORDS.default([]),
  /** Whose the model is, as a word: `init_chat_model(model, model_provider="openai")`. */
  vendor: WORDS.default([]),
});

/** How an SDK, or a wrapper of one's own, is recognised. One file of `signatures/` each; users write the same. */
const SIGNATURE = z.strictObject({
  name: z.string().min(1),
  /** Whom it talks to when nothing else is said; `unknown` where it talks to many. */
  provider: z.string().min(1),
  /** `provider` is only what it does when nobody chooses. */
  isDefault: z.boolean().default(false),
  /** What an address of one's own means: the same dialect, spoken by somebody else. */
  dialect: z.string().optional(),
  /** Whom a model that is only a text goes through. */
  textModelProvider: z.string().optional(),
  /** What stands between vendor and model in the name of a model. */
  prefix: z.enum([':', '/']).optional(),
  packages: z.partialRecord(ECOSYSTEM, WORDS).default({}),
  modules: z.partialRecord(FAMILY, WORDS).default({}),
  /** Names that need no import, or come with a namespace. */
  roots: z.partialRecord(FAMILY, WORDS).default({}),
  providersByModule: z.record(z.string(), z.string()).default({}),
  /** What an argument of a client means, where it is not off: `genai.Client(vertexai=True)`. */
  providersByArgument: z.record(z.string(), z.string()).default({}),
  providersByPackage: z.array(z.strictObject({ match: z.string(), provider: z.string() })).default([]),
  /** Sections of a configuration file, and whose they are. */
  settings: z.record(z.string(), z.string()).default({}),
  clients: z.array(z.strictObject({ name: z.string(), provider: z.string().optional() })).default([]),
  calls: z.array(CALL).default([]),
  /** Interfaces with this annotation are called without any call to be seen. */
  interfaces: WORDS.default([]),
  /** What a variable of unknown origin has to be called, to count as one of these in a file that imports them. */
  receivers: z.partialRecord(FAMILY, z.string()).default({}),
  notReceivers: z.string().optional(),
  /** Parts of the SDK that ask no model. */
  notRoots: WORDS.default([]),
  arguments: ARGUMENTS.prefault({}),
  fallbacks: WORDS.default([]),
  retriers: WORDS.default([]),
  /** What the SDK does when nobody says anything. `timeoutMs` null: it waits for ever. */
  defaults: z
    .strictObject({
      timeoutMs: z.number().int().positive().nullable(),
      retries: z.number().int().nonnegative(),
      languages: WORDS,
      clients: WORDS.default([]),
      source: z.string(),
    })
    .optional(),
  environment: z.strictObject({ keys: WORDS.default([]), addresses: WORDS.default([]) }).prefault({}),
  /** Where its address can be set by a variable without any code. */
  addressFromEnvironment: z.array(FAMILY).default([]),
});

export type Signature = z.infer<typeof SIGNATURE> & { readonly id: string };
export type CallPattern = Signature['calls'][number];
export type Family = z.infer<typeof FAMILY>;
export type Ecosystem = z.infer<typeof ECOSYSTEM>;

/** Reads one signature. Throws a `ZodError` that says what is wrong with it. */
export function signatureOf(id: string, data: unknown): Signature {
  return { id, ...SIGNATURE.parse(data) };
}
