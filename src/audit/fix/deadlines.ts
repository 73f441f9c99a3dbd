import { FAMILIES } from '../find/families.ts';
import type { Signature } from '../signatures/signature.ts';
import { type Edit, inserted } from './edit.ts';
import { httpDeadline } from './http.ts';
import { goImport } from './imports.ts';
import { callOf, clientNames, clientsIn, filesOfClient } from './invocations.ts';
import type { Invocation, Layout } from './layout.ts';
import type { Candidate, Mending, Question } from './question.ts';
import { goLength, javaLength, numberIn, SHORTEST_MS, spoken, WHOLE_STREAM, WORST_MS } from './lengths.ts';
import { appended, inChain, inRecord } from './places.ts';

/** A deadline where there is none, or only that of the SDK: at its client where that is in sight, else at the call. */
export const deadline: Mending = async (question) => {
  const { site, found } = question.studied;
  const attempts = typeof site.attempts.value === 'number' ? site.attempts.value : 1;
  const ms = Math.min(question.deadlineMs, Math.floor(WORST_MS / attempts / 1_000) * 1_000);
  if (ms < SHORTEST_MS)
    return `It is sent ${attempts} times, so that no deadline is short enough and still leaves time for an answer.`;
  if (found.match === null) return httpDeadline(question, ms);
  return sdkDeadline(question, found.match.signature, ms);
};

/** https://github.com/openai/openai-python/discussions/742 */
const OLD_OPENAI = /(?:^|\.)(?:ChatCompletion|Completion|Embedding|Image|Moderation|Audio)\.a?\w+$/;

async function sdkDeadline(
  question: Question,
  signature: Signature,
  ms: number,
): Promise<readonly Candidate[] | string> {
  const { studied, bench } = question;
  const says = `sets a deadline of ${spoken(ms)}`;
  if (signature.arguments.abort.includes('abortSignal')) {
    if (studied.site.streaming.value === true) return WHOLE_STREAM;
    return atCall(question, { signature, ms, says });
  }
  if (OLD_OPENAI.test(studied.site.written) && studied.site.sdk === 'openai')
    return 'It is the SDK before version 1, in which the deadline has another name (request_timeout).';
  // What is set at a client counts for all that is asked through it.
  const alike = bench.examined().studied.filter((one) => one.site.sdk === studied.site.sdk);
  const streams = alike.some(({ site }) => site.language === studied.site.language && site.streaming.value !== false);
  if (streams && /^(?:go|java|kotlin)$/.test(studied.site.language)) return WHOLE_STREAM;
  const candidates: Candidate[] = [];
  for (const file of filesOfClient(question)) {
    const layout = await bench.layout(file);
    if (layout === null) continue;
    const names = clientNames(signature, bench.imports(file));
    for (const client of clientsIn(layout, signature, names)) {
      const edits = atClient(client, { layout, signature, ms });
      if (edits !== null) candidates.push({ says: `${says} where the client is made`, changes: [{ file, edits }] });
    }
  }
  return [...candidates, ...atCall(question, { signature, ms, says })];
}

type Wanted = { readonly layout: Layout; readonly signature: Signature; readonly ms: number };

/** The argument by which an SDK is told its deadline, in the words of its language; null where it is no argument. */
function argumentOf({ layout, signature, ms }: Wanted, client: Invocation | null): string | null {
  const { text, language } = layout;
  const family = FAMILIES[language];
  const names = signature.arguments;
  const [inMs] = names.timeoutMs[family] ?? [];
  const [inS, ...others] = names.timeoutS[family] ?? [];
  switch (family) {
    case 'js':
      if (inMs !== undefined) return `${inMs}: ${numberIn(ms, layout)}`;
      return inS === undefined ? null : `${inS}: ${ms / 1_000}`;
    case 'python':
      if (inMs !== undefined) return `${inMs}=${ms}`;
      return inS === undefined ? null : `${inS}=${ms / 1_000}`;
    case 'ruby': {
      // Two gems have one name: the older one calls its key `access_token`, and its deadline `request_timeout`.
      const isOlder =
        client?.list !== null && client !== null && text.slice(client.from, client.to).includes('access_token');
      const name = isOlder ? inS : (others[0] ?? inS);
      return name === undefined ? null : `${name}: ${ms / 1_000}`;
    }
    case 'go':
    case 'jvm':
    case 'dotnet':
    case 'php':
    case 'rust':
    case 'shell':
      return null;
  }
}

/** The edits that tell a client its deadline; null where it is made in a way in which nothing can be added. */
function atClient(client: Invocation, wanted: Wanted): readonly Edit[] | null {
  const { layout, signature, ms } = wanted;
  const family = FAMILIES[layout.language];
  const argument = argumentOf(wanted, client);
  if (argument !== null) {
    if (family === 'js') return inRecord(client, { layout, item: argument, at: 0 });
    return client.list === null ? [inserted(client.to, `(${argument})`)] : appended(layout, client.list, argument);
  }
  const option = signature.arguments.timeout.find((name) => name.startsWith('With'));
  if (family === 'go' && option !== undefined) return goOption(client, wanted, option);
  if (family === 'jvm' && signature.arguments.timeout.includes('timeout'))
    return inChain(client, { layout, call: `.timeout(${javaLength(ms)})` });
  return null;
}

function goOption(client: Invocation, { layout, signature, ms }: Wanted, option: string): readonly Edit[] | null {
  if (client.list === null) return null;
  const module = (signature.modules.go ?? []).find((one) => layout.text.includes(`"${one}`));
  const written = new RegExp(`"(${module ?? ''}(?:/v\\d+)?)(?:/option)?"`).exec(layout.text)?.[1];
  if (module === undefined || written === undefined) return null;
  return [
    ...appended(layout, client.list, `option.${option}(${goLength(ms)})`),
    ...goImport(layout.text, `${written}/option`),
    ...goImport(layout.text, 'time'),
  ];
}

function atCall(
  question: Question,
  { signature, ms, says }: { readonly signature: Signature; readonly ms: number; readonly says: string },
): readonly Candidate[] {
  const { layout, studied } = question;
  const call = callOf(studied.found, layout);
  if (call === null || call.list === null) return [];
  const family = FAMILIES[layout.language];
  const signal = signature.arguments.abort.includes('abortSignal');
  const item = signal
    ? `abortSignal: AbortSignal.timeout(${numberIn(ms, layout)})`
    : argumentOf({ layout, signature, ms }, null);
  if (item === null || (family !== 'js' && family !== 'python')) return [];
  const edits =
    family === 'js' ? inRecord(call, { layout, item, at: signal ? 0 : 1 }) : appended(layout, call.list, item);
  return edits === null ? [] : [{ says: `${says} at the call`, changes: [{ file: studied.site.file, edits }] }];
}
