import { LocalLinter } from 'harper.js';
import { slimBinary } from 'harper.js/slimBinary';
import type { Finding } from './report.ts';
import { answerChecks } from './worker.ts';

const FINDINGS_MAX = 100;

const linter = new LocalLinter({ binary: slimBinary });

answerChecks(async (text) => {
  const lints = await linter.lint(text, { language: 'plaintext' });
  return lints
    .filter((lint) => !/spelling/i.test(lint.lint_kind()))
    .slice(0, FINDINGS_MAX)
    .map((lint): Finding => {
      const { start, end } = lint.span();
      const instead = lint.suggestions().map((one) => one.get_replacement_text());
      return { from: start, to: end, words: lint.get_problem_text(), why: lint.message(), instead };
    });
});
