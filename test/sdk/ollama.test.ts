import { ollama } from './ollama.ts';
import { suite } from './suite.ts';

suite(ollama);
