import { redacted } from '../../config/redacted.ts';
import { OVER, type Running, type Sink } from '../../engine/asked.ts';
import { Fault } from '../../model/fault.ts';
import { letAdminister, requireJson } from '../authorize.ts';
import type { Gateway } from '../gateway.ts';
import type { Incoming } from '../handle.ts';
import { sendJson } from '../json.ts';
import { ALERT_ORDERS, ALERT_READS } from './alerts.ts';
import { DRILL_ORDERS, DRILL_READS } from './drill.ts';
import { EDITION_ORDERS, EDITION_READS } from './editions.ts';
import { KEPT_ORDERS, KEPT_READS } from './kept-answers.ts';
import { type Answers, questionIn, type Told, well } from './question.ts';
import { QUEUE_ORDERS, QUEUE_READS } from './queue.ts';
import { recorded } from './requests.ts';
import { TRIAL_READS } from './trials.ts';
import { WATCHED } from './monitor.ts';

/** What has answered within the last minutes need not be asked again. */
const PROVE_OLDER_THAN_MS = 300_000;

const READS: Answers = {
  '/admin/status': ({ gateway }) => well(gateway.status()),
  '/admin/config': ({ gateway }) => well(redacted(gateway.live().config)),
  '/admin/requests': async ({ gateway, parameters }) => well(await recorded(gateway, parameters)),
  ...ALERT_READS,
  ...DRILL_READS,
  ...EDITION_READS,
  ...KEPT_READS,
  ...QUEUE_READS,
  ...TRIAL_READS,
  ...WATCHED,
};

const ORDERS: Answers = {
  '/admin/reload': ({ gateway }) => {
    const reloaded = gateway.reload();
    return { status: reloaded.ok ? 200 : 422, value: reloaded };
  },
  '/admin/prove': async ({ gateway }) => well({ proofs: await gateway.prove(PROVE_OLDER_THAN_MS) }),
  ...ALERT_ORDERS,
  ...DRILL_ORDERS,
  ...EDITION_ORDERS,
  ...KEPT_ORDERS,
  ...QUEUE_ORDERS,
};

export function isAdminPath(path: string): boolean {
  return path.startsWith('/admin/');
}

/** For administrators at this machine. Throws a Fault for strangers, and for what is not there. */
export function answerAdmin(gateway: Gateway, incoming: Incoming, sink: Sink): Running {
  const { path, method, headers } = incoming;
  letAdminister(incoming, gateway.live().config, gateway.adminKey);
  const isOrder = method === 'POST';
  if (!isOrder && method !== 'GET' && method !== 'HEAD') throw notPossible(incoming);
  const answer = lookUp(isOrder ? ORDERS : READS, path);
  if (answer === null) {
    if (lookUp(isOrder ? READS : ORDERS, path) !== null) throw notPossible(incoming);
    throw new Fault('no-such-path', `There is nothing at ${path.slice(0, 200)}`);
  }
  if (isOrder) requireJson(headers);
  const told = async (): Promise<Told> => answer(questionIn(gateway, incoming));
  void told()
    .catch((error: unknown) => trouble(Fault.from(error)))
    .then(({ status, value }) => sendJson(sink, status, value));
  return OVER;
}

/** What stands at the path itself, or at one that ends in a slash and that it begins with. */
function lookUp(answers: Answers, path: string): Answers[string] | null {
  const below = path.slice(0, path.indexOf('/', '/admin/'.length) + 1);
  const name = [path, below].find((one) => Object.hasOwn(answers, one));
  return name === undefined ? null : (answers[name] ?? null);
}

function notPossible({ path, method }: Incoming): Fault {
  return new Fault('no-such-path', `${method} ${path.slice(0, 200)} is not possible`);
}

function trouble({ kind, message, rule }: Fault): Told {
  return { status: rule.status, value: { error: { type: kind, message } } };
}
