import type { Conversation, Tool } from '../../model/conversation.ts';
import { targetKey } from '../../model/route.ts';
import { salvageCalls } from '../../protocols/ollama/salvage.ts';
import type { Parsed, ProviderProtocol } from '../../protocols/protocol.ts';
import { nameThere } from '../../providers/provider.ts';
import type { Asked } from '../asked.ts';
import type { Engine } from '../engine.ts';
import { whoseOf } from '../memory/thoughts.ts';
import type { PrepareOptions } from '../prepare/prepare.ts';
import { behindSeam, type Manner } from '../splice/ask-to-continue.ts';
import { gathered, wholeCaller } from './gathered.ts';
import type { Reader } from './reader.ts';
import { asList, relayStream, relayWhole } from './relay.ts';
import { keepsTo } from './schema-check.ts';
import { stopAt } from './stop-texts.ts';
import { type Change, translateStream, translateWhole } from './translate.ts';

/** How the request was made ready, as far as its answer has to do with it. */
type Made = {
  readonly same: boolean;
  /** Does the answer come as a stream, whatever the caller wants? */
  readonly streamed: boolean;
  readonly stops: readonly string[];
  /** With what was said before, where the request goes on from it; null where nothing was translated. */
  readonly whole: Conversation | null;
  readonly manner: Manner;
};

/** What reads the answer to a request that was made ready, and tells it to the caller. */
export function readerFor(
  asked: Asked,
  conversation: () => Parsed,
  engine: Engine,
  options: PrepareOptions,
  made: Made,
): Reader {
  const { access, rung, model, going = null } = options;
  const { same, whole } = made;
  const after = going === null ? options.after : going.resumed;
  const { protocol: provider, dialect } = access;
  const wanted = asked.scan.model;
  const bytesMax = engine.setup.answerBytes;
  // Behind thinking that was already shown, event numbers have to go on where they were.
  if (same && after === null && dialect !== null) {
    const rename = nameThere(access.account.provider, model) === wanted ? null : wanted;
    if (!asked.scan.stream) return relayWhole(dialect, rename, bytesMax);
    const relayed = relayStream(dialect, rename, () => dialect.answersIn?.(asked.body) ?? 1, bytesMax);
    return asked.caller.framing === dialect.framing ? relayed : asList(relayed);
  }
  const { usage, conversation: said } = conversation();
  const { tools } = said;
  const changes = same ? [] : changesFor(said, options, made);
  const closing = (): Change => {
    const maker = targetKey({ provider: rung.provider, model });
    return engine.thoughts.closing({ maker, whose: whoseOf(asked.client, whole ?? said) });
  };
  if (!made.streamed) {
    const id = same ? '' : asked.id;
    const told = { model: wanted, id, tools, changes, closing: same ? null : closing, bytesMax };
    return translateWhole(provider, asked.caller, told);
  }
  const inStream = same ? [] : [withId(asked.id), ...changes, closing()];
  const told = { model: wanted, after, usage, tools, changes: inStream, goesOn: going !== null, bytesMax };
  if (asked.scan.stream) return translateStream(provider, asked.caller, told);
  return gathered(translateStream(provider, wholeCaller(asked.caller), told), bytesMax);
}

/** What an answer in another dialect goes through before the caller hears it. */
function changesFor(
  { tools, output }: Conversation,
  { access: { protocol }, going = null }: PrepareOptions,
  { stops, manner }: Made,
): readonly Change[] {
  const changes: Change[] = [];
  if (tools.length > 0) {
    const names = namesOf(tools, protocol);
    if (protocol.id === 'ollama') changes.push(salvageCalls(tools));
    if (names.size > 0) changes.push(calledBack(names));
  }
  if (going !== null) changes.push(behindSeam(going, manner));
  if (stops.length > 0) changes.push(stopAt(stops));
  if (output.kind !== 'text') changes.push(keepsTo(output, going?.text));
  return changes;
}

/**
 * Tools that were offered under another name than the caller's: what the provider calls them → what the caller does. Results and
 * calls of earlier turns need no list: the same name always becomes the same.
 */
function namesOf(tools: readonly Tool[], { toolName }: ProviderProtocol): ReadonlyMap<string, string> {
  const changed = tools.filter(({ name }) => toolName(name) !== name);
  return new Map(changed.map(({ name }) => [toolName(name), name]));
}

/** An answer without an id under one that no other has: callers may go on from it by its id alone. */
function withId(id: string): Change {
  return (event) => [event.type === 'start' && event.id === '' ? { ...event, id } : event];
}

/** A tool call under the name that the caller knows. */
function calledBack(names: ReadonlyMap<string, string>): Change {
  return (event) => [event.type === 'tool-call' ? { ...event, name: names.get(event.name) ?? event.name } : event];
}
