import { startApp } from '../../app.ts';
import { type Trace, Unanswered } from '../../ask.ts';
import { redacted } from '../../config/redacted.ts';
import { Fault } from '../../model/fault.ts';
import type { ReplyEvent, Usage } from '../../model/reply.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { harmless, out, printReport, talk } from '../print.ts';
import { attemptRows } from '../status/request-lines.ts';
import { type Answering, type Asking, askHere, askThere } from '../running/answering.ts';
import { tell } from '../running/client.ts';
import { findRunning, notRunning } from '../running/running.ts';
import { usualModel } from '../../config/usual-model.ts';
import { NO_WISHES, setUp } from '../setup/setup.ts';

/** Asks one question and says who answered: through the gateway that runs, else in this process. */
export async function run(given: Given): Promise<Ending> {
  const text = await questionOf(given.words);
  if (text.trim() === '') throw new Fault('configuration', 'There is no question.');
  const url = optionOf(given, 'url');
  const file = optionOf(given, 'config');
  // A file that is named is meant, whatever else runs here.
  const running = file === null || url !== null ? await findRunning(given.cwd, url) : null;
  if (running === null && url !== null) {
    talk.line(notRunning(url));
    return 'not-running';
  }
  return running === null ? askInProcess(given, text) : askRunning(running.url, given, text);
}

async function questionOf(words: readonly string[]): Promise<string> {
  if (words.length !== 1 || words[0] !== '-') return words.join(' ');
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

async function askRunning(url: string, given: Given, text: string): Promise<Ending> {
  const { body } = await tell(url, { path: '/admin/config' });
  const asking = { model: modelOf(given, usualModel(body)), text };
  const key = given.env['FAILSOFT_KEY'] ?? null;
  return tellAnswer(asking, isSet(given, 'json'), async () => askThere(url, asking, key));
}

async function askInProcess(given: Given, text: string): Promise<Ending> {
  const setup = await setUp(given, { ...NO_WISHES, file: optionOf(given, 'config') }, 'remembered');
  const app = startApp({ config: setup.config, reread: null, say: talk.line });
  try {
    if (setup.origin.kind === 'sandbox') talk.line('No key was found: a simulated provider answers.');
    const asking = { model: modelOf(given, usualModel(redacted(setup.config))), text };
    return await tellAnswer(asking, isSet(given, 'json'), async () => askHere(app.gateway, asking));
  } finally {
    await app.close();
    await setup.close();
  }
}

function modelOf(given: Given, usual: string | null): string {
  const model = optionOf(given, 'model') ?? usual;
  if (model !== null) return model;
  throw new Fault('configuration', 'No route has a usual model, so --model has to say which one to ask.');
}

async function tellAnswer({ model }: Asking, json: boolean, begin: () => Promise<Answering>): Promise<Ending> {
  let answering: Answering;
  try {
    answering = await begin();
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    const { kind, message, trace } = error;
    if (json) printReport('ask', { ok: false, data: { model, ...trace }, errors: [{ code: kind, message }] });
    talk.line(`${talk.paint('red', 'No answer:')} ${message}`);
    sayTrace(trace);
    return 'failing';
  }
  const { text, fault, usage } = await printed(answering.events, json);
  const trace = await answering.trace;
  if (json) {
    const errors = fault === null ? [] : [{ code: fault.kind, message: fault.message }];
    printReport('ask', { ok: fault === null, data: { model, text, usage, ...trace }, errors });
  } else out.line();
  if (fault !== null) talk.line(`${talk.paint('red', 'The answer is not complete:')} ${fault.message}`);
  if (trace !== null && !json) sayTrace(trace);
  return fault === null ? 'fine' : 'failing';
}

type Printed = { readonly text: string; readonly fault: Fault | null; readonly usage: Usage | null };

/** Prints text as it comes. With JSON nothing is printed before the end. */
async function printed(events: AsyncIterable<ReplyEvent>, json: boolean): Promise<Printed> {
  let text = '';
  let fault: Fault | null = null;
  let usage: Usage | null = null;
  for await (const event of events) {
    switch (event.type) {
      case 'text':
      case 'refusal':
        text += event.text;
        if (!json) out.piece(out.isTerminal() ? harmless(event.text) : event.text);
        break;
      case 'usage':
        ({ usage } = event);
        break;
      case 'fault':
        ({ fault } = event);
        break;
      case 'start':
      case 'thinking':
      case 'citation':
      case 'signature':
      case 'sealed-thinking':
      case 'tool-call':
      case 'tool-input':
      case 'end':
        break;
    }
  }
  return { text, fault, usage };
}

function sayTrace({ servedBy, mode, attempts, lost, request }: Trace): void {
  const who = servedBy === '' ? (mode ?? 'nobody') : `${servedBy}${mode === null ? '' : ` (${mode})`}`;
  const what = mode === 'deferred' ? 'not answered yet, but promised (deferred)' : `answered by ${who}`;
  talk.line(talk.paint('dim', `${what}, request ${request}`));
  if (attempts.some(({ fault }) => fault !== null)) for (const row of attemptRows(attempts, talk.paint)) talk.line(row);
  if (lost.length > 0) talk.line(talk.paint('dim', `lost in translation: ${lost.join(', ')}`));
}
