import type { Severity } from '../../../model/audit.ts';
import { RULE_IDS, RULES, type RuleId } from '../../rules/catalogue.ts';
import type { Rule } from '../../rules/rule.ts';

/** A piece of a SARIF log. */
export type SarifJson = Readonly<Record<string, unknown>>;

export type Level = 'error' | 'warning' | 'note';

export const LEVELS: Readonly<Record<Severity, Level>> = { high: 'error', medium: 'warning', low: 'note' };

/** What GitHub calls the levels of rules that are not about security. */
const PROBLEMS: Readonly<Record<Severity, string>> = { high: 'error', medium: 'warning', low: 'recommendation' };

export const NOT_READ = 'not-read';
export const SHORTENED = 'shortened';

/** The rules that a scan can answer; that the others are silent says nothing. Help without an address, as it is all here. */
export const DESCRIPTORS = {
  rules: RULE_IDS.filter((id) => RULES[id].decidedBy === 'code').map((id) => descriptorOf(id, RULES[id])),
  notifications: [
    { id: NOT_READ, shortDescription: { text: 'A file was not read, so that its findings are missing.' } },
    { id: SHORTENED, shortDescription: { text: 'Findings were left out, because there are too many.' } },
  ],
};

function descriptorOf(id: RuleId, { title, why, fix, example, severity }: Rule): SarifJson & { readonly id: RuleId } {
  return {
    id,
    name: title.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: {
      text: `${why}\n\n${fix}`,
      markdown: `${why}\n\n**What to do:** ${fix}\n\n\`\`\`\n${example}\n\`\`\`\n`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['reliability', 'availability', 'ai'], 'problem.severity': PROBLEMS[severity] },
  };
}
