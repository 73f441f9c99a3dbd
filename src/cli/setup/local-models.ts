import { ollamaBase } from '../../config/discover.ts';
import { type Environment } from '../../config/environment.ts';
import { listAt, textAt } from '../../model/json.ts';
import { tell } from '../running/client.ts';

/** How long Ollama on this machine may take to say what it has, ms. */
const LOOK_MS = 300;

/** The models that Ollama has on this machine and that can answer; null when it does not run. */
export async function localModels(environment: Environment): Promise<readonly string[] | null> {
  const base = ollamaBase(environment);
  if (base === null) return null;
  try {
    const { status, body } = await tell(base.replace(/\/v1$/, ''), { path: '/api/tags', limitMs: LOOK_MS });
    if (status !== 200) return null;
    const names = listAt(body, 'models').map((model) => textAt(model, 'name'));
    // Models that only turn texts into vectors stand in the same list.
    return names.filter((name) => name !== '' && !/embed|minilm|bge-/.test(name));
  } catch {
    // Nobody there: the usual case.
    return null;
  }
}
