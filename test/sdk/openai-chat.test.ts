import { openaiChat } from './openai-chat.ts';
import { suite } from './suite.ts';

suite(openaiChat);
