import { confirm, isCancel, multiselect, select, text } from '@clack/prompts';
import type { Field } from '../../../audit/workflows/questions.ts';
import { readReply } from '../../../audit/workflows/reply.ts';
import { RUNG_KIND_IDS, RUNG_KINDS, type RungKind } from '../../../audit/workflows/rungs.ts';
import type { DeclaredRung } from '../../../audit/workflows/schema.ts';
import { Fault } from '../../../model/fault.ts';
import { PROVIDERS } from '../../../providers/index.ts';
import { SURFACES } from '../../../providers/surfaces.ts';

const OUTPUT = { output: process.stderr };
/** Lines of a long list that are shown at once. */
const LINES = 12;
const OPEN = 'leave it open';

/** What a person says to a field; undefined where it is left open. Throws `cancelled`. */
export async function askField(field: Field): Promise<unknown> {
  switch (field.kind) {
    case 'choice':
      return askChoice(field);
    case 'yes-no':
      return { yes: true, no: false, open: undefined }[
        await ask(
          select<'yes' | 'no' | 'open'>({
            message: field.ask,
            options: [{ value: 'yes' }, { value: 'no' }, { value: 'open', label: OPEN }],
            ...OUTPUT,
          }),
        )
      ];
    case 'services': {
      const services = await askServices(field.ask);
      return services.length === 0 ? undefined : services;
    }
    case 'rungs': {
      const rungs = await askRungs(field.ask);
      return rungs.length === 0 ? undefined : rungs;
    }
    case 'text':
    case 'list':
    case 'time':
    case 'day':
    case 'number':
      return askText(field);
  }
}

/** A line of text; empty where nothing was typed. Throws `cancelled`. */
export async function askLine(message: string, placeholder: string): Promise<string> {
  return (await ask(text({ message, placeholder, ...OUTPUT }))).trim();
}

/** Throws `cancelled`. */
export async function askYes(message: string): Promise<boolean> {
  return ask(confirm({ message, ...OUTPUT }));
}

async function askText(field: Field): Promise<unknown> {
  const typed = await ask(
    text({
      message: field.ask,
      placeholder: `${field.example === undefined ? '' : `${field.example}   `}(Enter: ${OPEN})`,
      validate: (given) => {
        if (given === undefined || given.trim() === '') return undefined;
        const reply = readReply(field, given);
        return reply.kind === 'wrong' ? reply.why : undefined;
      },
      ...OUTPUT,
    }),
  );
  if (typed.trim() === '') return undefined;
  const reply = readReply(field, typed);
  return reply.kind === 'value' ? reply.value : undefined;
}

async function askChoice({ ask: message, options = [] }: Field): Promise<unknown> {
  const at = await ask(
    select<number>({
      message,
      options: [
        ...options.map(([value, label], index) => ({
          value: index,
          label: typeof value === 'number' ? `${value}  ${label}` : label,
        })),
        { value: -1, label: OPEN },
      ],
      ...OUTPUT,
    }),
  );
  return options[at]?.[0];
}

async function askServices(message: string): Promise<string[]> {
  const options = [...SURFACES.values()].map(({ id, name }) => ({ value: id, label: name }));
  return ask(
    multiselect({ message: `${message} (space: choose)`, options, required: false, maxItems: LINES, ...OUTPUT }),
  );
}

async function askRungs(message: string): Promise<readonly DeclaredRung[]> {
  const kinds = await ask(
    multiselect<RungKind>({
      message: `${message} (space: choose)`,
      options: RUNG_KIND_IDS.filter((kind) => kind !== 'retry').map((kind) => ({
        value: kind,
        label: RUNG_KINDS[kind].name,
      })),
      required: false,
      maxItems: LINES,
      ...OUTPUT,
    }),
  );
  const rungs: DeclaredRung[] = [];
  for (const kind of kinds) {
    const { name, asksModel } = RUNG_KINDS[kind];
    const service = asksModel ? await askService(`Who answers as ${name}?`) : undefined;
    const automatic = await askYes(`Does that come in by itself: ${name}?`);
    rungs.push({ rung: kind, ...(service !== undefined && { service }), automatic });
  }
  return rungs;
}

async function askService(message: string): Promise<string | undefined> {
  const local = Object.values(PROVIDERS).filter((one) => one.local);
  const value = await ask(
    select({
      message,
      options: [
        ...[...SURFACES.values(), ...local].map(({ id, name }) => ({ value: id, label: name })),
        { value: '', label: OPEN },
      ],
      maxItems: LINES,
      ...OUTPUT,
    }),
  );
  return value === '' ? undefined : value;
}

/** What a prompt gives when it was interrupted. */
type Cancelled = Extract<Awaited<ReturnType<typeof confirm>>, symbol>;

async function ask<T>(prompt: Promise<T | Cancelled>): Promise<T> {
  const answer = await prompt;
  if (isCancel(answer)) throw new Fault('cancelled', 'Interrupted');
  return answer;
}
