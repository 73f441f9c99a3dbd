import { whyHeld } from '../../editions/gate/gate.ts';
import { Fault } from '../../model/fault.ts';
import { type Given, isSet } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport } from '../print.ts';
import { idOf, moverOf, openDesk, slotOf } from './desk.ts';
import { short } from './lines.ts';

/** Publishes an edition that waits for that, or that the gate keeps back where a person knows better. */
export async function run(given: Given): Promise<Ending> {
  const desk = openDesk(given);
  const { name, keep } = slotOf(given, desk);
  const { store } = desk;
  const [, word] = given.words;
  const staged = await store.staged(name);
  const waiting = staged.filter(({ checks }) => whyHeld(checks) === '').at(-1) ?? staged.at(-1);
  const id = word === undefined ? waiting?.id : idOf(word, staged, 'staged');
  const edition = staged.find((one) => one.id === id);
  if (edition === undefined) throw new Fault('no-such-path', `Nothing of ${name} waits to be approved`);
  const why = whyHeld(edition.checks);
  if (why !== '' && !isSet(given, 'anyway'))
    throw new Fault('no-such-path', `${short(edition.id)} is held back (${why}). To publish it all the same: --anyway`);
  const mover = moverOf(given);
  await store.publish(name, edition.id, { ...mover, kind: 'approved', keep });
  if (isSet(given, 'json'))
    printReport('editions-approve', { ok: true, data: { slot: name, edition: edition.id, ...mover } });
  else out.line(`${out.paint('green', '✓')} ${name} ${short(edition.id)} is published, approved by ${mover.by}`);
  return 'fine';
}
