import { totalmem } from 'node:os';
import { ollamaBase } from '../../config/discover.ts';
import { readEnvironment } from '../../config/environment.ts';
import { Fault } from '../../model/fault.ts';
import { type Given, isSet, optionOf } from '../command.ts';
import type { Ending } from '../exit-codes.ts';
import { bytesOf, canAnswer, STANDBYS, standbyFor } from './advice.ts';
import { keepModel, lookAtOllama, type Ollama, type Progress, pullModel } from './ollama.ts';
import { localData, localLines } from './show.ts';
import { isConversing, out, printReport, talk } from '../print.ts';

/** Shows the models of this machine, which answer when no network does, and gets another one. */
export async function run(given: Given): Promise<Ending> {
  const base = ollamaBase(readEnvironment(given));
  if (base === null) throw new Fault('configuration', 'OLLAMA_HOST names another machine, or no address at all.');
  const url = base.replace(/\/v1$/, '');
  const ollama = await lookAtOllama(url);
  if (ollama === null) return notThere(url, given);
  const pull = given.options['pull'];
  const keep = optionOf(given, 'keep');
  const release = optionOf(given, 'release');
  if (pull !== undefined) return getModel(ollama, typeof pull === 'string' ? pull : null, given);
  if (keep !== null) return keepOne(ollama, keep, given);
  if (release !== null) {
    await keepModel(url, release, 0);
    talk.line(`${release} is out of memory.`);
    return 'fine';
  }
  return show(ollama, given);
}

function notThere(url: string, given: Given): Ending {
  const message = `Ollama does not run at ${url}.`;
  const fix = 'install it from https://ollama.com/download, or start it with: ollama serve';
  if (isSet(given, 'json'))
    printReport('local', { ok: false, data: null, errors: [{ code: 'no_ollama', message, fix }] });
  else talk.line(`${message}\n→ ${fix}`);
  return 'failing';
}

async function show(ollama: Ollama, given: Given): Promise<Ending> {
  const memoryBytes = totalmem();
  const has = ollama.models.some(canAnswer);
  if (isSet(given, 'json')) {
    printReport('local', { ok: has, data: localData(ollama, memoryBytes) });
    return has ? 'fine' : 'failing';
  }
  for (const line of localLines(ollama, { memoryBytes, nowMs: Date.now(), channel: out })) out.line(line);
  if (has) return 'fine';
  talk.line();
  talk.line('With a model here, questions are answered although no network is there.');
  if (isConversing()) return getModel(ollama, null, given);
  talk.line(`To get one: failsoft local --pull ${standbyFor(memoryBytes).name}`);
  return 'failing';
}

/** Downloads a model, after the person has agreed to its size. */
async function getModel({ url, models }: Ollama, wished: string | null, given: Given): Promise<Ending> {
  const standby = standbyFor(totalmem());
  const name = wished ?? standby.name;
  if (models.some((model) => model.name === name || model.name === `${name}:latest`)) {
    talk.line(`${name} is here already.`);
    return 'fine';
  }
  const known = STANDBYS.find((one) => one.name === name);
  const size = known === undefined ? 'its size is not known before' : `about ${bytesOf(known.sizeBytes)}`;
  if (!isSet(given, 'yes')) {
    if (!isConversing()) {
      talk.line(`${name} is not downloaded (${size}), because nobody is here to agree. To do it: --yes`);
      return 'failing';
    }
    const { confirm, isCancel } = await import('@clack/prompts');
    const answer = await confirm({ message: `Download ${name} (${size})?`, output: process.stderr });
    if (isCancel(answer)) throw new Fault('cancelled', 'Interrupted');
    if (!answer) return 'failing';
  }
  await pullModel(url, name, shower());
  if (isSet(given, 'json')) printReport('local', { ok: true, data: { url, pulled: name } });
  talk.line(
    `${talk.paint('green', '✓')} ${name} is here. Without a configuration file it is the last rung of every route`,
  );
  talk.line(`  from the next start on; with one, add ollama/${name} to your ladders.`);
  return 'fine';
}

/** One line that is written over on a terminal; elsewhere a line for each thing that Ollama does. */
function shower(): (progress: Progress) => void {
  let last = '';
  return (progress) => {
    const { status } = progress;
    const text = talk.isTerminal() ? shown(status, progress) : status;
    if (text === last) return;
    last = text;
    if (!talk.isTerminal()) talk.line(text);
    else talk.piece(`\r\u001B[K${text.slice(0, talk.width() - 1)}${status === 'success' ? '\r\u001B[K' : ''}`);
  };
}

function shown(status: string, { totalBytes, doneBytes }: Progress): string {
  if (totalBytes === 0 || doneBytes === 0) return status;
  return `${status} ${Math.floor((100 * doneBytes) / totalBytes)} % of ${bytesOf(totalBytes)}`;
}

async function keepOne({ url, models }: Ollama, name: string, given: Given): Promise<Ending> {
  if (!models.some((model) => model.name === name || model.name === `${name}:latest`)) {
    throw new Fault('configuration', `${name} is not here. To get it: failsoft local --pull ${name}`);
  }
  const time = optionOf(given, 'for');
  if (time !== null && !/^\d+(?:s|m|h)$/.test(time)) {
    throw new Fault('configuration', `--for takes a time such as 30m or 24h, not "${time}".`);
  }
  talk.line(`Loading ${name} …`);
  await keepModel(url, name, time ?? -1);
  talk.line(
    `${talk.paint('green', '✓')} ${name} stays in memory ${time === null ? 'until Ollama ends' : `for ${time} after each answer`}.`,
  );
  talk.line('  To have it so after a restart: start Ollama with OLLAMA_KEEP_ALIVE=-1; the first question loads it.');
  return 'fine';
}
