import { startApp } from '../../app.ts';
import type { Built } from '../../editions/build.ts';
import { Fault } from '../../model/fault.ts';
import { at, textAt } from '../../model/json.ts';
import type { Slot } from '../../model/slot.ts';
import type { Mover } from '../../store/editions/edition-store.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';
import { tell } from '../running/client.ts';
import { findRunning, notRunning } from '../running/running.ts';
import { type Desk, moverOf, openDesk, slotOf } from './desk.ts';
import { short } from './lines.ts';

/** What a build takes beyond its deadline, and behind others, ms. */
const PATIENCE_MS = 120_000;

type Ended = Pick<Built, 'edition' | 'said'> & { readonly outcome: string };

/** Builds an edition now: by the gateway that runs here, else in this process. */
export async function run(given: Given): Promise<Ending> {
  const desk = openDesk(given);
  const slot = slotOf(given, desk);
  const wanted = optionOf(given, 'url');
  const running = await findRunning(given.cwd, wanted);
  if (running === null && wanted !== null) {
    talk.line(notRunning(wanted));
    return 'not-running';
  }
  if (!isSet(given, 'json'))
    talk.line(talk.paint('dim', `Building ${slot.name} ${running === null ? 'here' : `by ${running.url}`} …`));
  const mover = moverOf(given);
  const ended = running === null ? await here(desk, slot, mover) : await there(running.url, slot, mover);
  const ok = ended.outcome in GOOD;
  if (isSet(given, 'json')) printReport('editions-build', { ok, data: { slot: slot.name, ...ended } });
  else out.line(sentence(slot.name, ended));
  return ok ? 'fine' : 'failing';
}

async function here({ config }: Desk, { name }: Slot, mover: Mover): Promise<Ended> {
  const app = startApp({ config, reread: null, say: () => {} });
  try {
    const { outcome, said, edition } = await app.gateway.editions.build(name, mover);
    return { outcome, said, edition };
  } finally {
    await app.close();
  }
}

async function there(url: string, { name, deadlineMs }: Slot, { by, why }: Mover): Promise<Ended> {
  const body = { slot: name, by, why };
  const told = await tell(url, {
    method: 'POST',
    path: '/admin/editions/build',
    body,
    limitMs: deadlineMs + PATIENCE_MS,
  });
  if (told.status !== 200)
    throw new Fault('unreachable', textAt(told.body, 'error', 'message') || `${url} does not build editions`);
  const edition = at(told.body, 'edition');
  return {
    outcome: textAt(told.body, 'outcome'),
    said: textAt(told.body, 'said'),
    edition: typeof edition === 'string' ? edition : null,
  };
}

const GOOD: Readonly<Record<string, string>> = {
  published: 'is published',
  confirmed: 'is as good as a new one: nothing has changed',
  waiting: 'waits for approval',
};

const BAD: Readonly<Record<string, string>> = {
  held: 'is held back',
  failed: 'could not be built',
  resting: 'was not built',
  elsewhere: 'was not built',
};

function sentence(slot: string, { outcome, said, edition }: Ended): string {
  const good = GOOD[outcome];
  const what = `${slot}${edition === null ? '' : ` ${short(edition)}`}`;
  if (good === undefined) return `${out.paint('red', '✗')} ${what} ${BAD[outcome] ?? outcome}: ${said}`;
  const next = outcome === 'waiting' ? `: failsoft editions approve ${slot}` : '';
  return `${out.paint('green', '✓')} ${what} ${good}${next}`;
}
