import { type Given, isSet } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport } from '../print.ts';
import { moverOf, openDesk, slotOf } from './desk.ts';
import { short } from './lines.ts';

/** Makes an edition current again that was published before. */
export async function run(given: Given): Promise<Ending> {
  const desk = openDesk(given);
  const { name } = slotOf(given, desk);
  const [, word] = given.words;
  const mover = moverOf(given);
  const from = await desk.store.currentId(name);
  const to = await desk.store.rollBack(name, word ?? null, mover);
  if (isSet(given, 'json')) printReport('editions-rollback', { ok: true, data: { slot: name, from, to, ...mover } });
  else
    out.line(
      `${out.paint('green', '✓')} ${name} is back at ${short(to)}${from === null ? '' : `, from ${short(from)}`}`,
    );
  return 'fine';
}
