import { gemini } from './gemini.ts';
import { suite } from './suite.ts';

suite(gemini);
