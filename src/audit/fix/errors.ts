import type { Edit } from './edit.ts';
import { pythonName } from './imports.ts';
import type { Layout } from './layout.ts';
import { appended } from './places.ts';
import type { Candidate, Mending } from './question.ts';

/** SDKs that one generator makes: their errors have the same names, and mean the same. */
const SIBLINGS = /^(?:openai|anthropic|groq)$/;
/** What an outage shows; a timeout is a connection error there. https://github.com/openai/openai-python#handling-errors */
const OUTAGES = ['APIConnectionError', 'RateLimitError', 'InternalServerError'];

const PYTHON_ONLY = 'How errors are told apart in this language cannot be changed safely without its types.';
const NOT_HERE = 'The place where this is decided is not in sight.';

/** Waits between attempts, longer each time and by chance. */
export const waiting: Mending = async ({ layout, studied }) => {
  if (layout.language !== 'python')
    return 'The loop that tries again has to be told how to wait, and it has no word for that.';
  const { text } = layout;
  const retry = layout.invocations.filter(({ name }) => /^(?:retry|AsyncRetrying|Retrying)$/.test(name));
  const candidates = retry.flatMap(({ list }): readonly Candidate[] => {
    if (list === null || list.items.some(({ key }) => key === 'wait')) return [];
    const name = pythonName(text, 'tenacity', 'wait_random_exponential');
    const whole = /^import tenacity\s*$/m.test(text) ? 'tenacity.' : '';
    if (name === null && whole === '') return [];
    const edits = [...appended(layout, list, `wait=${whole}wait_random_exponential(max=20)`), ...(name ?? [])];
    return [{ says: 'waits between attempts, longer each time', changes: [{ file: studied.site.file, edits }] }];
  });
  return candidates.length === 0 ? 'What tries again has no setting for that, or it is not in sight.' : candidates;
};

/** Tries again only what may heal. */
export const healing: Mending = async ({ layout, studied }) => {
  if (layout.language !== 'python') return PYTHON_ONLY;
  const types = /\b(\w+)\.(?:APIError|APIStatusError)\b/g;
  const candidates = layout.invocations
    .filter(({ name }) => name === 'retry_if_exception_type')
    .flatMap(({ list }) => list?.items ?? [])
    .flatMap(({ value }): readonly Candidate[] => {
      const written = layout.text.slice(value.from, value.to);
      const [, module = ''] = new RegExp(`^${types.source}$`).exec(written) ?? [];
      if (!SIBLINGS.test(module)) return [];
      const edit: Edit = { ...value, text: `(${module}.APIConnectionError, ${module}.InternalServerError)` };
      return [
        {
          says: 'tries only errors of the connection and the server again',
          changes: [{ file: studied.site.file, edits: [edit] }],
        },
      ];
    });
  return candidates.length === 0 ? NOT_HERE : candidates;
};

/** Catches the errors of who is really asked, too. */
export const everyVendor: Mending = async ({ layout, studied }) => {
  if (layout.language !== 'python') return PYTHON_ONLY;
  const vendor = studied.site.sdk;
  if (!SIBLINGS.test(vendor) || !new RegExp(`^import ${vendor}\\s*$`, 'm').test(layout.text))
    return 'The errors of who is really asked are not imported here.';
  const candidates = handlersOf(layout, studied.site.line).flatMap(({ from, to, types }): readonly Candidate[] => {
    const alike = types.map((type) => type.replace(/^\w+/, vendor)).filter((type) => !types.includes(type));
    if (types.some((type) => !/^(?:openai|anthropic|groq)\.\w+$/.test(type)) || alike.length === 0) return [];
    const edit: Edit = { from, to, text: `(${[...types, ...alike].join(', ')})` };
    return [{ says: `catches the errors of ${vendor}, too`, changes: [{ file: studied.site.file, edits: [edit] }] }];
  });
  return candidates.length === 0 ? NOT_HERE : candidates;
};

/** Lets a fallback come in on what an outage shows. */
export const outages: Mending = async ({ layout, studied }) => {
  if (layout.language !== 'python') return PYTHON_ONLY;
  const candidates = handlersOf(layout, studied.site.line).flatMap(({ from, to, types }): readonly Candidate[] => {
    const [, module = ''] = /^(\w+)\.\w+$/.exec(types[0] ?? '') ?? [];
    if (!SIBLINGS.test(module) || types.some((type) => !type.startsWith(`${module}.`))) return [];
    const more = OUTAGES.map((type) => `${module}.${type}`).filter((type) => !types.includes(type));
    const edit: Edit = { from, to, text: `(${[...types, ...more].join(', ')})` };
    return [
      {
        says: 'lets the fallback come in on what an outage shows',
        changes: [{ file: studied.site.file, edits: [edit] }],
      },
    ];
  });
  return candidates.length === 0 ? NOT_HERE : candidates;
};

type Handler = { readonly from: number; readonly to: number; readonly types: readonly string[] };

/** The types of the handlers behind a line that stand on one line each, nearest first. */
function handlersOf({ text }: Layout, line: number): readonly Handler[] {
  const start = text.split('\n', line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const found = text
    .slice(start)
    .matchAll(
      /^[ \t]*except[ \t]+\(?((?:\w+\.)+\w+(?:[ \t]*,[ \t]*(?:\w+\.)+\w+)*)\)?(?=[ \t]*(?:as[ \t]+\w+[ \t]*)?:)/gm,
    );
  return [...found].map((match): Handler => {
    const written = /\(?(?:\w+\.)+\w+[^:]*?\)?$/.exec(match[0])?.[0] ?? '';
    const to = start + match.index + match[0].length;
    return { from: to - written.length, to, types: (match[1] ?? '').split(/\s*,\s*/) };
  });
}
