import { readFileSync } from 'node:fs';

// Counts what the tests came to: `node .ci/count.ts <results of vitest as JSON> <its exit code> [<results of a second run>]`
// prints "<passed> <failed>", and on the error output which have failed, and how: `.ci/run` shows them last, where they are
// found. A run that left no results, or failed without a failed test (an error outside of one, a limit of time), is one
// failure. What failed and passed in the second run, alone, counts as passed and is named as unsteady: that is a fault, too.
// `node .ci/count.ts --failed <results>` prints the files in which something failed, none of them when they are many.

const MANY_FILES = 3;
const LINES_PER_FAILURE = 30;

type Results = {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};
/** A test that failed; or a file that cannot be loaded, or prepared: those in it are missing, or skipped. */
type Failure = { readonly file: string; readonly test: string | null; readonly why: string };

const read = (file: string): Results | null => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
};

const failuresIn = (results: Results): readonly Failure[] =>
  results.testResults.flatMap(({ name: file, status, message, assertionResults }) => {
    const failed = assertionResults.filter((assertion) => assertion.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [{ file, test: null, why: message }];
    return failed.map(({ fullName, failureMessages }) => ({ file, test: fullName, why: failureMessages.join('\n') }));
  });

/** Whether the second run shows it passed: a file by all that is in it, of which something must be. */
const passedIn =
  (again: Results | null) =>
  ({ file, test }: Failure): boolean => {
    const seen = again?.testResults.find(({ name }) => name === file)?.assertionResults ?? [];
    const asked = test === null ? seen : seen.filter(({ fullName }) => fullName === test);
    return asked.some(({ status }) => status === 'passed') && asked.every(({ status }) => status !== 'failed');
  };

function count(results: Results | null, code: string, again: Results | null): readonly [number, number] {
  if (results === null) return [0, 1];
  const failures = failuresIn(results);
  const unsteady = failures.filter(passedIn(again));
  const failed = failures.filter((failure) => !unsteady.includes(failure));
  for (const failure of failed) tell('FAILED', failure);
  for (const failure of unsteady) tell('UNSTEADY (failed, and passed when it was run again alone)', failure);
  const passed = results.numPassedTests + unsteady.length;
  return [passed, failures.length === 0 && code !== '0' ? 1 : failed.length];
}

function tell(what: string, { file, test, why }: Failure): void {
  const lines = why.split('\n').slice(0, LINES_PER_FAILURE);
  console.error([`${what} ${file}${test === null ? '' : `: ${test}`}`, ...lines].join('\n    '));
}

const [, , first = '', second = '', third = ''] = process.argv;
if (first === '--failed') {
  const files = [
    ...new Set(failuresIn(read(second) ?? { numPassedTests: 0, testResults: [] }).map(({ file }) => file)),
  ];
  if (files.length <= MANY_FILES) console.log(files.join('\n'));
} else {
  console.log(count(read(first), second, third === '' ? null : read(third)).join(' '));
}
