import { answerChecks } from './worker.ts';
import { checkText } from './check-text.ts';

answerChecks(checkText);
