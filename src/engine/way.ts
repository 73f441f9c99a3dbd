import type { Conversation } from '../model/conversation.ts';
import type { ModelRung } from '../model/route.ts';
import type { Parsed } from '../protocols/protocol.ts';
import type { Asked } from './asked.ts';
import { type Access, accessFor, accessOf, type Engine } from './engine.ts';
import { readable } from './prepare/body.ts';

type Wanted = {
  readonly asked: Asked;
  readonly conversation: () => Parsed;
  readonly rung: ModelRung;
  readonly model: string;
  readonly first: boolean;
};

/**
 * The way to a target for one request: the caller's own dialect, where it is spoken there. A standby whose model does not take this
 * request's tools in it is asked in the dialect that others are translated into, where it does.
 */
export function wayTo(engine: Pick<Engine, 'setup' | 'models'>, wanted: Wanted): Access {
  const { asked, rung, first } = wanted;
  if (asked.embedding !== null) return accessOf(engine.setup, rung.provider);
  const usual = accessFor(engine.setup, rung.provider, asked.caller.id);
  return first || usual.others.size === 0 ? usual : (elsewhere(engine, usual, wanted) ?? usual);
}

function elsewhere({ models }: Pick<Engine, 'models'>, usual: Access, { conversation, model }: Wanted): Access | null {
  const { translateTo } = usual.account.provider;
  const other = translateTo === undefined ? undefined : usual.others.get(translateTo);
  if (other === undefined || other === usual) return null;
  const here = models.rulesOf(usual.account, model).quirks;
  if (here.noTools !== true && here.toolsEffort === undefined) return null;
  const there = models.rulesOf(other.account, model).quirks;
  if (there.noTools === true || there.toolsEffort !== undefined) return null;
  const said = readable(conversation)?.conversation;
  if (said === undefined || said.unsaid.some(({ weight }) => weight === 'blocking') || !hasTools(said)) return null;
  const isFine = here.noTools !== true && here.toolsEffort === 'unsaid' && said.thinking.kind !== 'on';
  return isFine ? null : other;
}

function hasTools({ tools, messages }: Conversation): boolean {
  return tools.length > 0 || messages.some(({ parts }) => parts.some(({ type }) => type === 'tool-call'));
}
