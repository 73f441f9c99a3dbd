import { Fault } from '../../model/fault.ts';
import { isObject, type Json, listAt, numberAt, textAt } from '../../model/json.ts';
import { open, tell } from '../running/client.ts';

/** A model that Ollama has on this machine. */
export type LocalModel = {
  readonly name: string;
  readonly sizeBytes: number;
  /** What it can: `tools`, `vision`, `thinking`, `embedding`, …; as Ollama says. */
  readonly abilities: readonly string[];
  /** The longest conversation that the model can have, tokens; null when nobody knows. */
  readonly contextMax: number | null;
  /** What it is loaded with, or is told to be loaded with by its own settings; null: what the server takes for all. */
  readonly contextServed: number | null;
  /** Null: it is not in memory. */
  readonly loaded: { readonly bytes: number; readonly onGpuBytes: number; readonly untilMs: number } | null;
};

export type Ollama = { readonly url: string; readonly version: string; readonly models: readonly LocalModel[] };

const LOOK_MS = 5_000;

/** Asks Ollama what it has. Null when it does not run there. */
export async function lookAtOllama(url: string): Promise<Ollama | null> {
  const version = await get(url, '/api/version');
  if (version === null) return null;
  const [tags, running] = await Promise.all([get(url, '/api/tags'), get(url, '/api/ps')]);
  const names = listAt(tags, 'models').filter((model) => textAt(model, 'name') !== '');
  const models = await Promise.all(names.map(async (model) => modelOf(url, model, running)));
  return { url, version: textAt(version, 'version'), models };
}

async function get(url: string, path: string): Promise<Json> {
  try {
    const { status, body } = await tell(url, { path, limitMs: LOOK_MS });
    return status === 200 ? body : null;
  } catch {
    // Nobody there, or a server that does not know the question.
    return null;
  }
}

async function modelOf(url: string, model: Json, running: Json): Promise<LocalModel> {
  const name = textAt(model, 'name');
  const { body } = await tell(url, { method: 'POST', path: '/api/show', body: { model: name }, limitMs: LOOK_MS });
  const now = listAt(running, 'models').find((one) => textAt(one, 'name') === name);
  const own = /^num_ctx\s+(\d+)/m.exec(textAt(body, 'parameters'))?.[1];
  const served = numberAt(now, 'context_length') || Number(own ?? 0);
  return {
    name,
    sizeBytes: numberAt(model, 'size'),
    abilities: listAt(body, 'capabilities').filter((ability) => typeof ability === 'string'),
    contextMax: contextIn(body),
    contextServed: served === 0 ? null : served,
    loaded:
      now === undefined
        ? null
        : {
            bytes: numberAt(now, 'size'),
            onGpuBytes: numberAt(now, 'size_vram'),
            untilMs: Date.parse(textAt(now, 'expires_at')),
          },
  };
}

/** Its name begins with that of the architecture: `llama.context_length`. */
function contextIn(body: Json): number | null {
  const info = isObject(body) ? body['model_info'] : undefined;
  const key = isObject(info) ? Object.keys(info).find((name) => name.endsWith('.context_length')) : undefined;
  return key === undefined ? null : numberAt(info, key) || null;
}

/** How far a download is. `totalBytes` is 0 while nobody knows. */
export type Progress = { readonly status: string; readonly totalBytes: number; readonly doneBytes: number };

/** A server that says nothing for so long has given up, ms. */
const SILENCE_MS = 60_000;

/** Downloads a model and tells how far it is. Rejects with what Ollama says, or `stalled`. */
export async function pullModel(url: string, model: string, progress: (progress: Progress) => void): Promise<void> {
  const silence = new AbortController();
  const giveUp = (): void => silence.abort();
  let timer = setTimeout(giveUp, SILENCE_MS);
  try {
    const body = { model, stream: true };
    const message = await open(url, { method: 'POST', path: '/api/pull', body, signal: silence.signal });
    let rest = '';
    let last = '';
    message.setEncoding('utf8');
    for await (const chunk of message) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, SILENCE_MS);
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) last = note(line, progress) ?? last;
    }
    last = note(rest, progress) ?? last;
    if (last !== 'success') throw new Fault('cut', `Ollama stopped at "${last}"`);
  } catch (error) {
    throw silence.signal.aborted
      ? new Fault('stalled', `Ollama has said nothing for ${SILENCE_MS / 1_000} s`, { cause: error })
      : Fault.from(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Its status; null for an empty line. Throws when it is a mistake. */
function note(line: string, progress: (progress: Progress) => void): string | null {
  if (line.trim() === '') return null;
  let json: Json;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw new Fault('garbled', 'Ollama answers something that is no JSON', { cause: error });
  }
  const mistake = textAt(json, 'error');
  if (mistake !== '') throw new Fault('broken', `Ollama says: ${mistake}`);
  const status = textAt(json, 'status');
  progress({ status, totalBytes: numberAt(json, 'total'), doneBytes: numberAt(json, 'completed') });
  return status;
}

/** Loading a large model from a slow disk takes minutes. */
const LOAD_MS = 600_000;

/**
 * Loads a model and says how long it stays when nobody asks it: -1 for ever, 0 not at all, else as Ollama writes durations
 * (`24h`). Rejects with what Ollama says.
 */
export async function keepModel(url: string, model: string, keepAlive: number | string): Promise<void> {
  const { status, body } = await tell(url, {
    method: 'POST',
    path: '/api/generate',
    body: { model, keep_alive: keepAlive, stream: false },
    limitMs: LOAD_MS,
  });
  if (status !== 200) throw new Fault('broken', `Ollama says: ${textAt(body, 'error') || status}`);
}
