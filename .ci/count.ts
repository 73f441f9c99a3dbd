import { readFileSync } from 'node:fs';

// Counts what the tests came to: `node .ci/count.ts <results of vitest as JSON> <its exit code>` prints "<passed> <failed>".
// A run that left no results, or failed without a failed test (an error outside of one, a limit of time), is one failure.

const [, , file = '', code = ''] = process.argv;

type Results = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
};

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
  const failed = results.numFailedTests + unready.length;
  return [results.numPassedTests, failed === 0 && code !== '0' ? 1 : failed];
}

console.log(count().join(' '));
