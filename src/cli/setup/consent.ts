import { isCancel, multiselect, select } from '@clack/prompts';
import type { Consent } from '../../config/sections/ladders.ts';
import { Fault } from '../../model/fault.ts';
import { listAt } from '../../model/json.ts';
import { readState, writeState } from '../running/running.ts';

/** A vendor whose key was found. */
export type Vendor = { readonly id: string; readonly name: string };

const FILE = 'consent.json';

/** What `--standby` says. Throws `configuration` for a list with a name that is none of the vendors'. */
export function parseStandby(text: string, vendors: readonly string[]): Exclude<Consent, 'ask'> {
  if (text === 'all' || text === 'none') return text;
  const names = text.split(',').map((name) => name.trim());
  const stranger = names.find((name) => !vendors.includes(name));
  if (stranger === undefined) return names;
  const known = vendors.length === 0 ? 'no key was found' : `keys were found for ${vendors.join(', ')}`;
  throw new Fault('configuration', `--standby takes all, none, or vendors; ${known}, not for "${stranger}".`);
}

/** What the person said before. Vendors that were not there to be asked about have not been agreed to. */
export function rememberedConsent(cwd: string, vendors: readonly Vendor[]): Consent {
  const state = readState(cwd, FILE);
  const asked = listAt(state, 'asked');
  if (vendors.some(({ id }) => !asked.includes(id))) {
    const agreed = vendors.filter(({ id }) => listAt(state, 'standby').includes(id)).map(({ id }) => id);
    return agreed.length === 0 ? 'ask' : agreed;
  }
  return listAt(state, 'standby').filter((id) => typeof id === 'string');
}

/** Has the person been asked about all of these vendors? */
export function wasAsked(cwd: string, vendors: readonly Vendor[]): boolean {
  const asked = listAt(readState(cwd, FILE), 'asked');
  return vendors.every(({ id }) => asked.includes(id));
}

/** Asks once which vendors may get prompts that were meant for another, and remembers it. Throws `cancelled`. */
export async function askConsent(cwd: string, vendors: readonly Vendor[]): Promise<readonly string[]> {
  const names = vendors.map(({ name }) => name).join(', ');
  const standby = await choose(vendors, names);
  writeState(cwd, FILE, {
    standby: [...standby],
    asked: vendors.map(({ id }) => id),
    answeredAt: new Date().toISOString(),
  });
  return standby;
}

async function choose(vendors: readonly Vendor[], names: string): Promise<readonly string[]> {
  const answer = await select({
    message: `Keys were found for ${names}. When one of them is down, may the others get its prompts?`,
    options: [
      { value: 'all', label: 'Yes, all of them', hint: 'the strongest protection' },
      { value: 'some', label: 'Only some of them' },
      { value: 'none', label: 'No', hint: 'prompts stay with the vendor they were meant for' },
    ],
    output: process.stderr,
  });
  if (isCancel(answer)) throw new Fault('cancelled', 'Interrupted');
  if (answer === 'all') return vendors.map(({ id }) => id);
  if (answer === 'none') return [];
  const some = await multiselect({
    message: 'Who may get prompts that were meant for another?',
    options: vendors.map(({ id, name }) => ({ value: id, label: name })),
    required: false,
    output: process.stderr,
  });
  if (isCancel(some)) throw new Fault('cancelled', 'Interrupted');
  return some;
}
