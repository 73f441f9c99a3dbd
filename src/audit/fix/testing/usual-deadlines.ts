import type { Case } from './case.ts';

/** Deadlines in TypeScript, JavaScript, Python, Go, Java and Kotlin. */
export const USUAL_DEADLINES: readonly Case[] = [
  {
    what: 'the client of an SDK that is made on several lines (TypeScript)',
    file: 'a.ts',
    rule: 'AIC102',
    text: `import OpenAI from 'openai';
const client = new OpenAI({
  apiKey: process.env.KEY, // the key
});
export const ask = (input: string) => client.responses.create({ model: 'gpt-5.6-2026-03-01', input });
`,
    lines: ['  timeout: 30_000,'],
  },
  {
    what: 'a client that somebody else hands in, at the call (TypeScript)',
    file: 'a.ts',
    rule: 'AIC102',
    text: `import type OpenAI from 'openai';
export async function ask(client: OpenAI, input: string) {
  return client.responses.create({ model: 'gpt-5.6-2026-03-01', input });
}
`,
    lines: ["  return client.responses.create({ model: 'gpt-5.6-2026-03-01', input }, { timeout: 30_000 });"],
  },
  {
    what: 'a call of the Vercel AI SDK (TypeScript)',
    file: 'a.ts',
    rule: 'AIC101',
    text: `import { generateText } from 'ai';
import { openai } from '@ai-sdk/openai';
export const ask = (prompt: string) => generateText({ model: openai('gpt-5.6-2026-03-01'), prompt });
`,
    lines: [
      "export const ask = (prompt: string) => generateText({ model: openai('gpt-5.6-2026-03-01'), prompt, abortSignal: AbortSignal.timeout(30_000) });",
    ],
  },
  {
    what: 'axios and its options (JavaScript)',
    file: 'a.js',
    rule: 'AIC101',
    text: `const axios = require('axios');
exports.ask = (body) => axios.post('https://api.openai.com/v1/responses', body);
`,
    lines: ["exports.ask = (body) => axios.post('https://api.openai.com/v1/responses', body, { timeout: 30000 });"],
  },
  {
    what: 'fetch (JavaScript)',
    file: 'a.mjs',
    rule: 'AIC102',
    text: `export const ask = (body) => fetch('https://api.openai.com/v1/responses', { method: 'POST', body });
`,
    lines: [
      "export const ask = (body) => fetch('https://api.openai.com/v1/responses', { method: 'POST', body, signal: AbortSignal.timeout(30000) });",
    ],
  },
  {
    what: 'a client in a field (Python)',
    file: 'a.py',
    rule: 'AIC102',
    text: `import anthropic

class Reply:
    def __init__(self):
        self.claude = anthropic.Anthropic()

    def ask(self, messages):
        return self.claude.messages.create(model="claude-haiku-4-5-20251001", messages=messages, max_tokens=10)
`,
    lines: ['        self.claude = anthropic.Anthropic(timeout=30)'],
  },
  {
    what: 'LiteLLM (Python)',
    file: 'a.py',
    rule: 'AIC102',
    text: `import litellm
def ask(messages):
    return litellm.completion(model="gpt-5.6-2026-03-01", messages=messages)
`,
    lines: ['    return litellm.completion(model="gpt-5.6-2026-03-01", messages=messages, timeout=30)'],
  },
  {
    what: 'aiohttp (Python)',
    file: 'a.py',
    rule: 'AIC102',
    text: `import aiohttp
async def ask(session: aiohttp.ClientSession, body):
    async with session.post("https://api.openai.com/v1/responses", json=body) as answer:
        return await answer.json()
`,
    lines: [
      '    async with session.post("https://api.openai.com/v1/responses", json=body, timeout=aiohttp.ClientTimeout(total=30)) as answer:',
    ],
  },
  {
    what: 'an option of an SDK, with its imports (Go)',
    file: 'a.go',
    rule: 'AIC102',
    text: `package a

import (
	"context"

	"github.com/anthropics/anthropic-sdk-go"
)

func ask(ctx context.Context) {
	client := anthropic.NewClient()
	client.Messages.New(ctx, anthropic.MessageNewParams{Model: "claude-haiku-4-5-20251001"})
}
`,
    lines: [
      '\t"time"',
      '\t"github.com/anthropics/anthropic-sdk-go/option"',
      '\tclient := anthropic.NewClient(option.WithRequestTimeout(30 * time.Second))',
    ],
  },
  {
    what: 'a client of HTTP (Go)',
    file: 'a.go',
    rule: 'AIC101',
    text: `package a

import (
	"bytes"
	"net/http"
)

func ask(body []byte) (*http.Response, error) {
	client := &http.Client{}
	req, _ := http.NewRequest("POST", "https://api.openai.com/v1/responses", bytes.NewReader(body))
	return client.Do(req)
}
`,
    lines: ['\t"time"', '\tclient := &http.Client{Timeout: 30 * time.Second}'],
  },
  {
    what: 'a builder on several lines (Java)',
    file: 'A.java',
    rule: 'AIC102',
    text: `import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
class A {
  private final OpenAIClient client = OpenAIOkHttpClient.builder()
      .apiKey(System.getenv("OPENAI_API_KEY"))
      .build();
  String ask(Params params) { return client.chat().completions().create(params).toString(); }
}
`,
    lines: ['      .timeout(java.time.Duration.ofSeconds(30))'],
  },
  {
    what: 'a client that is made from the environment within the call (Java)',
    file: 'A.java',
    rule: 'AIC102',
    text: `import com.anthropic.client.okhttp.AnthropicOkHttpClient;
class A {
  String ask(Params params) { return AnthropicOkHttpClient.fromEnv().messages().create(params).toString(); }
}
`,
    lines: [
      '  String ask(Params params) { return AnthropicOkHttpClient.builder().fromEnv().timeout(java.time.Duration.ofSeconds(30)).build().messages().create(params).toString(); }',
    ],
  },
  {
    what: 'a request of the JDK (Java)',
    file: 'A.java',
    rule: 'AIC101',
    text: `import java.net.URI;
import java.net.http.*;
class A {
  String ask(String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("https://api.openai.com/v1/responses")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
`,
    lines: [
      '    var request = HttpRequest.newBuilder(URI.create("https://api.openai.com/v1/responses")).timeout(java.time.Duration.ofSeconds(30)).build();',
    ],
  },
  {
    what: 'a builder (Kotlin)',
    file: 'a.kt',
    rule: 'AIC102',
    text: `import com.openai.client.okhttp.OpenAIOkHttpClient
class A {
  val client = OpenAIOkHttpClient.builder().apiKey(key).build()
  fun ask(params: Params) = client.responses().create(params)
}
`,
    lines: [
      '  val client = OpenAIOkHttpClient.builder().apiKey(key).timeout(java.time.Duration.ofSeconds(30)).build()',
    ],
  },
];
