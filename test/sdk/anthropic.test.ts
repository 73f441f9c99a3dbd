import { anthropic } from './anthropic.ts';
import { suite } from './suite.ts';

suite(anthropic);
