import { isDeepStrictEqual } from 'node:util';
import { translatedBody } from '../../src/engine/prepare/body.ts';
import { seal } from '../../src/engine/memory/seal.ts';
import { thoughts } from '../../src/engine/memory/thoughts.ts';
import type { Conversation } from '../../src/model/conversation.ts';
import { Fault } from '../../src/model/fault.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Loss, LossWeight } from '../../src/model/loss.ts';
import { CALLERS, PROTOCOLS } from '../../src/protocols/index.ts';
import type { CallerProtocol, Parsed, ProtocolId, Quirks, Rendered } from '../../src/protocols/protocol.ts';
import { type CallerId, type Feature, OFFERED, SMALLEST } from './feature.ts';

/**
 * What becomes of a feature on a hop. `ours`: the gateway does it itself. `changed`: something of it arrives in another form.
 * `dropped`: the answer is the same without it. `lost`: the answer may differ. `refused`: the rung is passed over. `needless`: gone,
 * and nothing is lost by that. `silent`: gone, and nothing says so.
 */
export type State = 'carried' | 'ours' | 'changed' | 'dropped' | 'lost' | 'refused' | 'needless' | 'silent';

/** `named`: what is named as lost. `text`: the body that the provider gets, as it is printed. */
export type Cell = { readonly state: State; readonly named: readonly string[]; readonly text: string };

export const TARGETS: readonly ProtocolId[] = ['anthropic', 'openai-chat', 'openai-responses', 'gemini', 'ollama'];
export const ASKING: readonly CallerId[] = [...TARGETS, 'ollama-generate'];

/**
 * Sends a feature from a caller to a standby of another vendor, and looks at what arrives. Null when the caller's dialect has no
 * word for it. `quirks`: the rules of the provider; none by default.
 */
export function hop(feature: Feature, caller: CallerId, target: ProtocolId, quirks: Quirks = {}): Cell | null {
  const bodies = bodiesOf(feature, caller);
  if (bodies === null) return null;
  const bare = send(bodies.bare, caller, target, quirks);
  const full = send(bodies.full, caller, target, quirks);
  const before = new Set(bare.losses.map(({ what, weight }) => `${weight} ${what}`));
  const losses = full.losses.filter(({ what, weight }) => !before.has(`${weight} ${what}`));
  const trace = isOurs(full) ? 'here' : traceOf(feature, target, { bare, full });
  // Where even the rest of the body is refused, so is this.
  const state = heaviest(bare.losses) === 'blocking' ? 'refused' : stateOf(heaviest(losses), trace);
  return {
    state: state === 'silent' ? withoutAsking(feature, quirks) : state,
    named: [...new Set(losses.map(({ what }) => what))],
    text: full.text,
  };
}

function withoutAsking({ needless, unasked }: Feature, quirks: Quirks): State {
  if (unasked?.(quirks) === true) return 'carried';
  return needless === undefined ? 'silent' : 'needless';
}

type Bodies = { readonly bare: JsonObject; readonly full: JsonObject };
const bodies = new WeakMap<Feature, Map<CallerId, Bodies>>();

/** The body of a probe: with the feature, and the same without it. */
export function bodiesOf(feature: Feature, caller: CallerId): Bodies | null {
  const saying = feature.said[caller];
  if (saying === undefined) return null;
  const known = bodies.get(feature) ?? new Map<CallerId, Bodies>();
  bodies.set(feature, known);
  const bare = feature.among === 'tools' ? AMONG_TOOLS[caller] : SMALLEST[caller];
  const made = known.get(caller) ?? { bare, full: { ...bare, ...saying[1] } };
  known.set(caller, made);
  return made;
}

const AMONG_TOOLS: Readonly<Record<CallerId, JsonObject>> = {
  anthropic: { ...SMALLEST.anthropic, ...OFFERED.anthropic },
  'openai-chat': { ...SMALLEST['openai-chat'], ...OFFERED['openai-chat'] },
  'openai-responses': { ...SMALLEST['openai-responses'], ...OFFERED['openai-responses'] },
  gemini: { ...SMALLEST.gemini, ...OFFERED.gemini },
  ollama: { ...SMALLEST.ollama, ...OFFERED.ollama },
  'ollama-generate': { ...SMALLEST['ollama-generate'], ...OFFERED['ollama-generate'] },
};

/** What was sent for a body. `same`: the caller's own body was made fit, and not translated. */
type Sent = {
  readonly text: string;
  readonly losses: readonly Loss[];
  readonly parsed: Parsed;
  readonly same: boolean;
};

/** There are some thousand hops, most of them with the same few bodies. */
const sent = new WeakMap<JsonObject, Map<string, Sent>>();
const parsed = new WeakMap<JsonObject, Parsed>();

function send(body: JsonObject, caller: CallerId, target: ProtocolId, quirks: Quirks): Sent {
  const known = sent.get(body) ?? new Map<string, Sent>();
  sent.set(body, known);
  const key = `${caller} ${target} ${JSON.stringify(quirks)}`;
  const made = known.get(key) ?? sendAnew(body, caller, target, quirks);
  known.set(key, made);
  return made;
}

const RULES = { model: 'm', stream: false, maxOutputTokens: null } as const;
/** Nobody's thoughts are remembered here, as in a gateway that has just begun. */
const THOUGHTS = thoughts(seal(new Uint8Array(32)));

function sendAnew(body: JsonObject, caller: CallerId, target: ProtocolId, quirks: Quirks): Sent {
  const said = parsed.get(body) ?? callerOf(caller).parseRequest(body);
  parsed.set(body, said);
  const rules = { ...RULES, quirks };
  // What goes on from an earlier answer is told anew, as `prepare` does it.
  const same = caller === target && said.previous === undefined;
  if (same) {
    const { adapt, scrub } = PROTOCOLS[target];
    const adapted: Rendered = adapt(scrub(body), { ...rules, foreign: true });
    return { text: JSON.stringify(adapted.body), losses: adapted.losses, parsed: said, same };
  }
  const conversation = THOUGHTS.opened(said.conversation, { maker: 'another/m', whose: () => '' });
  const { content, losses } = translatedBody(conversation, PROTOCOLS[target], { ...rules, first: false });
  return { text: JSON.stringify(content), losses, parsed: said, same };
}

export function callerOf(caller: CallerId): CallerProtocol {
  const found = CALLERS.find(({ id, framing }) => id === caller && framing !== 'raw');
  if (found === undefined) throw new Error(`Nobody speaks ${caller}.`);
  return found;
}

/** Does the gateway do it? The reader stops where the provider cannot, and what was said before is remembered; see `prepare`. */
function isOurs({ losses, parsed: { conversation, previous } }: Sent): boolean {
  const stops = conversation.settings.stop !== undefined && losses.some(({ what }) => what === 'stop');
  return stops || previous !== undefined;
}

type Trace = 'whole' | 'other' | 'nothing' | 'here';

function traceOf(
  { aspect, mark }: Feature,
  target: ProtocolId,
  { bare, full }: Readonly<Record<'bare' | 'full', Sent>>,
): Trace {
  const isMarked = mark?.test(full.text) === true;
  if (aspect === undefined) return isMarked ? 'whole' : 'nothing';
  const heard = heardIn(full.text, target);
  if (heard !== null && isDeepStrictEqual(aspect(heard), aspect(full.parsed.conversation))) return 'whole';
  return (mark === undefined ? filled(full.text) !== filled(bare.text) : isMarked) ? 'other' : 'nothing';
}

/** Without objects that hold nothing: a field that is left out may leave the object around it behind. */
const filled = (text: string): string => text.replaceAll(/,?"\w+":\{\}/g, '');

const heard = new Map<string, Conversation | null>();

/** What a reader of the provider's dialect hears; null when a body cannot be read, because what was left out was all there was. */
function heardIn(text: string, target: ProtocolId): Conversation | null {
  const key = `${target} ${text}`;
  const known = heard.get(key);
  if (known !== undefined) return known;
  const made = read(text, target);
  heard.set(key, made);
  return made;
}

function read(text: string, target: ProtocolId): Conversation | null {
  try {
    const body: Json = JSON.parse(text);
    return PROTOCOLS[target].parseRequest(body).conversation;
  } catch (error) {
    if (error instanceof Fault && error.kind === 'bad-request') return null;
    throw error;
  }
}

const WEIGHTS: readonly LossWeight[] = ['blocking', 'behavioural', 'cosmetic'];

function heaviest(losses: readonly Loss[]): LossWeight | null {
  return WEIGHTS.find((weight) => losses.some((loss) => loss.weight === weight)) ?? null;
}

function stateOf(weight: LossWeight | null, trace: Trace): State {
  if (weight === 'blocking') return 'refused';
  if (trace === 'here') return 'ours';
  if (weight === 'behavioural') return trace === 'nothing' ? 'lost' : 'changed';
  if (trace === 'whole') return 'carried';
  if (trace === 'other') return 'changed';
  return weight === 'cosmetic' ? 'dropped' : 'silent';
}
