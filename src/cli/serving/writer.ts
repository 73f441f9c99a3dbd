import type { Given } from '../command.ts';
import { isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { out, talk } from '../print.ts';
import { findRunning, notRunning } from '../running/running.ts';
import { openInBrowser } from './open-in-browser.ts';
import { startGateway } from './start.ts';
import { untilTold } from './until-told.ts';
import { NO_WISHES, setUp } from '../setup/setup.ts';

/** Opens the writing assistant: of the gateway that runs, else of one that is started for it and runs until it is told to end. */
export async function run(given: Given): Promise<Ending> {
  const url = optionOf(given, 'url');
  const file = optionOf(given, 'config');
  const sandbox = isSet(given, 'sandbox');
  const running = file === null && !sandbox ? await findRunning(given.cwd, url) : null;
  if (running !== null) {
    show(running.url, given);
    return 'fine';
  }
  if (url !== null) {
    talk.line(notRunning(url));
    return 'not-running';
  }
  const setup = await setUp(given, { ...NO_WISHES, file, standby: optionOf(given, 'standby'), sandbox }, 'ask');
  const started = await startGateway(setup, { cwd: given.cwd, mayMove: true, record: true, say: warn }).catch(
    async (error: unknown) => {
      await setup.close();
      throw error;
    },
  );
  const { folder } = setup.config.writer;
  if (setup.origin.kind === 'sandbox')
    talk.line('No key was found: simulated providers answer, and mean nothing by it.');
  if (folder !== null) talk.line(`Documents are kept in ${folder}`);
  talk.line(talk.paint('dim', 'The writer goes on in the browser when this ends. To end it: q, or Ctrl C'));
  await untilTold(setup, started, { keys: {}, ready: () => show(started.url, given) });
  return 'fine';
}

function warn(sentence: string): void {
  talk.line(`${talk.paint('yellow', '!')} ${sentence}`);
}

function show(url: string, given: Given): void {
  const page = `${url}/writer/`;
  out.line(page);
  if (given.options['open'] !== false && talk.isTerminal()) openInBrowser(page, process.platform);
}
