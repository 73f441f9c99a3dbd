import { Fault } from '../../model/fault.ts';
import { type Given, isSet } from '../command.ts';
import { connecting, isChange, type Step, take } from './apply.ts';
import type { ByHand } from './by-hand.ts';
import { CONNECTABLE, type Entrance, type InFiles } from './clients.ts';
import { findEntrance } from './entrance.ts';
import { homeOf } from './home.ts';
import { findConnection, recordConnection } from './ledger.ts';
import { listConnections } from './list.ts';
import { mayChange, sayLeft, sayStep, stepData } from './say.ts';
import type { Ending } from '../exit-codes.ts';
import { out, printReport, talk } from '../print.ts';

/** Leads a client to the gateway for good, by changing its own settings, and remembers what it changed. */
export async function run(given: Given): Promise<Ending> {
  const [name] = given.words;
  if (isSet(given, 'list')) return listConnections(homeOf(given.env), isSet(given, 'json'));
  const client = name !== undefined && Object.hasOwn(CONNECTABLE, name) ? CONNECTABLE[name] : undefined;
  if (name === undefined || client === undefined) {
    const said = name === undefined ? 'Name a client' : `"${name}" is not known`;
    throw new Fault('configuration', `${said}: ${Object.keys(CONNECTABLE).join(', ')}.`);
  }
  const found = await findEntrance(given);
  if (found.kind === 'none') {
    talk.line(found.sentence);
    if (isSet(given, 'json')) {
      printReport('connect', { ok: false, data: null, errors: [{ code: found.ending, message: found.sentence }] });
    }
    return found.ending;
  }
  const { entrance, runs } = found;
  if (entrance.url === '') {
    throw new Fault('configuration', 'The gateway takes any free port here, so no client can be led to it for good.');
  }
  if (client.kind === 'by-hand') return explain(name, client, { entrance, json: isSet(given, 'json') });
  const ending = await connect(name, client, { entrance, given });
  if (ending === 'fine' && !runs) talk.line(`No gateway runs at ${entrance.url} now. Start it with: failsoft`);
  return ending;
}

function explain(
  client: string,
  { name, works, words, lines }: ByHand,
  { entrance, json }: { readonly entrance: Entrance; readonly json: boolean },
): Ending {
  const shown = lines(entrance);
  if (json) {
    const errors = works ? [] : [{ code: 'not-possible', message: words.join(' ') }];
    printReport('connect', { ok: works, data: { client, name, url: entrance.url, files: [], byHand: shown }, errors });
  } else {
    for (const sentence of words) talk.line(sentence);
    for (const line of shown) out.line(line);
  }
  return works ? 'fine' : 'failing';
}

type Circumstances = { readonly entrance: Entrance; readonly given: Given };

async function connect(client: string, row: InFiles, { entrance, given }: Circumstances): Promise<Ending> {
  const home = homeOf(given.env);
  const earlier = findConnection(home, client);
  const earlierOf = (file: string) => earlier?.files.find((one) => one.file === file) ?? null;
  const steps = row.wanted(entrance, home).map((wanted) => connecting(client, wanted, earlierOf(wanted.file)));
  const json = isSet(given, 'json');
  const dryRun = isSet(given, 'dryRun');
  const left = steps.filter((step) => step.left.length > 0);
  const report = (ok: boolean, done: boolean): void => {
    if (json)
      printReport('connect', {
        ok,
        data: { client, name: row.name, url: entrance.url, done, files: steps.map(stepData) },
      });
  };
  if (left.length > 0) {
    for (const step of left) sayLeft(step);
    talk.line(`To take the rest out and start anew: failsoft disconnect ${client}`);
    report(false, false);
    return 'failing';
  }
  if (!steps.some(isChange)) {
    talk.line(`${row.name} is connected to ${entrance.url} already.`);
    report(true, earlier !== null);
    return 'fine';
  }
  if (!json) for (const step of steps) sayStep(step, out);
  if (dryRun) {
    report(true, false);
    return 'fine';
  }
  if (!(await mayChange(given, `Change ${steps.filter(isChange).length === 1 ? 'this file' : 'these files'}?`))) {
    report(false, false);
    return 'failing';
  }
  carryOut(client, steps, { entrance, given });
  talk.line(
    `${talk.paint('green', '✓')} ${row.name} asks ${entrance.url} from now on. To undo it: failsoft disconnect ${client}`,
  );
  for (const remark of row.remarks(entrance, home)) talk.line(`  ${remark}`);
  report(true, true);
  return 'fine';
}

/** What was done is written down file by file, so that it can be undone even if the next one fails. */
function carryOut(client: string, steps: readonly Step[], { entrance: { url }, given }: Circumstances): void {
  const home = homeOf(given.env);
  const earlier = findConnection(home, client);
  const connectedAt = new Date().toISOString();
  let files = earlier?.files ?? [];
  for (const step of steps) {
    const before = files.find(({ file }) => file === step.file) ?? null;
    const changed = isChange(step) ? take(step, before) : before;
    files = [...files.filter(({ file }) => file !== step.file), ...(changed === null ? [] : [changed])];
    recordConnection(home, client, { client, url, connectedAt, files });
  }
}
