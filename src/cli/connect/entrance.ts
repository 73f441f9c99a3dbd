import { redacted } from '../../config/redacted.ts';
import { type Given, optionOf } from '../command.ts';
import { ANY_KEY, type Door } from '../launch/clients.ts';
import { doorAt, keyWanted } from '../running/door.ts';
import { findRunning, notRunning } from '../running/running.ts';
import { usualModel } from '../../config/usual-model.ts';
import { NO_WISHES, setUp, wantedUrl } from '../setup/setup.ts';
import { type Entrance, modelsFor } from './clients.ts';

/** A gateway to connect to, or why there is none. */
export type Found =
  | { readonly kind: 'found'; readonly entrance: Entrance; readonly runs: boolean }
  | { readonly kind: 'none'; readonly ending: 'not-running' | 'credential'; readonly sentence: string };

/** The gateway that runs, else the one that would run here: a client is connected once, gateways come and go. */
export async function findEntrance(given: Given): Promise<Found> {
  const url = optionOf(given, 'url');
  const model = optionOf(given, 'model');
  const running = await findRunning(given.cwd, url);
  if (running === null && url !== null) return { kind: 'none', ending: 'not-running', sentence: notRunning(url) };
  const door = running === null ? await doorToBe(given) : await doorAt(running.url, given.env);
  if (door === null) return { kind: 'none', ending: 'credential', sentence: keyWanted(running?.url ?? '') };
  const usual = usualModel(door.config);
  const models = modelsFor(
    door,
    [model, usual].filter((one) => one !== null),
  );
  return { kind: 'found', entrance: { ...door, models, chosen: model !== null }, runs: running !== null };
}

async function doorToBe(given: Given): Promise<Door> {
  const wishes = { ...NO_WISHES, file: optionOf(given, 'config') };
  const setup = await setUp(given, wishes, 'remembered');
  await setup.close();
  const { config } = setup;
  const key = given.env['FAILSOFT_KEY'] ?? config.clients[0]?.key.reveal() ?? ANY_KEY;
  return { url: wantedUrl(given, wishes) ?? '', key, config: redacted(config) };
}
