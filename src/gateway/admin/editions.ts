import { Fault } from '../../model/fault.ts';
import { type Json, textAt } from '../../model/json.ts';
import { type Answers, well } from './question.ts';

export const EDITION_READS: Answers = {
  '/admin/editions': ({ gateway }) => well({ slots: gateway.editions.status() }),
};

export const EDITION_ORDERS: Answers = {
  '/admin/editions/build': async ({ gateway, body }) => {
    const order = orderIn(body());
    const { outcome, said, edition } = await gateway.editions.build(order.slot, order);
    return well({ slot: order.slot, outcome, said, edition });
  },
};

/** Names of people and reasons, characters. */
const WORDS_MAX = 500;

function orderIn(order: Json): { readonly slot: string; readonly by: string; readonly why: string } {
  const text = (field: string): string => textAt(order, field).slice(0, WORDS_MAX);
  const slot = text('slot');
  if (slot === '') throw new Fault('bad-request', 'The body names no slot');
  return { slot, by: text('by'), why: text('why') };
}
