import { readFileSync } from 'node:fs';

// Counts what the tests came to: `node .ci/count.ts <results of vitest as JSON> <its exit code>` prints "<passed> <failed>",
// and on the error output which have failed, and how: `.ci/run` shows them last, where they are found.
// A run that left no results, or failed without a failed test (an error outside of one, a limit of time), is one failure.

const [, , file = '', code = ''] = process.argv;

type Results = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
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

const LINES_PER_FAILURE = 30;

function count(): readonly [number, number] {
  let results: Results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [0, 1];
  }
  // A file that cannot be loaded, or prepared, has no failed test: those in it are missing, or skipped.
  const unready = results.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  for (const { name, assertionResults } of results.testResults) {
    for (const { fullName, status, failureMessages } of assertionResults) {
      if (status === 'failed') tell(`${name}: ${fullName}`, failureMessages.join('\n'));
    }
  }
  for (const { name, message } of unready) tell(name, message);
  const failed = results.numFailedTests + unready.length;
  return [results.numPassedTests, failed === 0 && code !== '0' ? 1 : failed];
}

function tell(what: string, why: string): void {
  console.error([`FAILED ${what}`, ...why.split('\n').slice(0, LINES_PER_FAILURE)].join('\n    '));
}

console.log(count().join(' '));
