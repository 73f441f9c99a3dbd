import { openaiResponses } from './openai-responses.ts';
import { suite } from './suite.ts';

suite(openaiResponses);
