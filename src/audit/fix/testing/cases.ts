/** A file with a finding, and the lines that mend it. `lines`: what is there afterwards and was not before. */
export type Case = {
  readonly what: string;
  readonly file: string;
  readonly rule: string;
  readonly text: string;
  readonly lines: readonly string[];
};

export const CASES: readonly Case[] = [
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
  {
    what: 'a client of HTTP (C#)',
    file: 'A.cs',
    rule: 'AIC102',
    text: `using System.Net.Http;
class A {
  private static readonly HttpClient client = new HttpClient();
  async Task<string> Ask(HttpContent body) {
    var answer = await client.PostAsync("https://api.openai.com/v1/responses", body);
    return await answer.Content.ReadAsStringAsync();
  }
}
`,
    lines: [
      '  private static readonly HttpClient client = new HttpClient() { Timeout = System.TimeSpan.FromSeconds(30) };',
    ],
  },
  {
    what: 'the gem of today (Ruby)',
    file: 'a.rb',
    rule: 'AIC102',
    text: `require 'anthropic'

class Reply
  def initialize
    @client = Anthropic::Client.new
  end

  def ask(messages)
    @client.messages.create(model: 'claude-haiku-4-5-20251001', max_tokens: 100, messages: messages)
  end
end
`,
    lines: ['    @client = Anthropic::Client.new(timeout: 30)'],
  },
  {
    what: 'the gem of before, whose options have other names (Ruby)',
    file: 'a.rb',
    rule: 'AIC102',
    text: `require 'anthropic'

class Reply
  def ask(messages)
    client = Anthropic::Client.new(access_token: ENV['ANTHROPIC_API_KEY'])
    client.messages(parameters: { model: 'claude-haiku-4-5-20251001', messages: messages })
  end
end
`,
    lines: ["    client = Anthropic::Client.new(access_token: ENV['ANTHROPIC_API_KEY'], request_timeout: 30)"],
  },
  {
    what: 'Guzzle (PHP)',
    file: 'a.php',
    rule: 'AIC101',
    text: `<?php
use GuzzleHttp\\Client;
class A {
  function ask($body) {
    $client = new Client();
    return $client->post('https://api.openai.com/v1/responses', ['json' => $body]);
  }
}
`,
    lines: ["    return $client->post('https://api.openai.com/v1/responses', ['json' => $body, 'timeout' => 30]);"],
  },
  {
    what: 'a request on several lines (Rust)',
    file: 'a.rs',
    rule: 'AIC101',
    text: `use reqwest::Client;
async fn ask(client: Client, body: Body) -> Result<Response, Error> {
    client
        .post("https://api.openai.com/v1/responses")
        .json(&body)
        .send()
        .await
}
`,
    lines: ['        .timeout(std::time::Duration::from_secs(30))'],
  },
  {
    what: 'curl (shell)',
    file: 'a.sh',
    rule: 'AIC101',
    text: `#!/bin/sh
curl -s https://api.openai.com/v1/responses -d "$BODY"
`,
    lines: ['curl --max-time 30 -s https://api.openai.com/v1/responses -d "$BODY"'],
  },
  {
    what: 'a setting of a deadline that may be empty (Python)',
    file: 'a.py',
    rule: 'AIC107',
    text: `import os
from openai import OpenAI
client = OpenAI(timeout=float(os.getenv("LLM_TIMEOUT")), max_retries=1)
def ask(messages):
    return client.chat.completions.create(model="gpt-5.6-2026-03-01", messages=messages)
`,
    lines: ['client = OpenAI(timeout=float(os.getenv("LLM_TIMEOUT", "30")), max_retries=1)'],
  },
  {
    what: 'a deadline that is too long, where nobody has said how often (TypeScript)',
    file: 'a.ts',
    rule: 'AIC103',
    text: `import OpenAI from 'openai';
const client = new OpenAI({ timeout: 240_000 });
export const ask = (input: string) => client.responses.create({ model: 'gpt-5.6-2026-03-01', input });
`,
    lines: ['const client = new OpenAI({ timeout: 40_000 });'],
  },
  {
    what: 'an address below the version (Python)',
    file: 'a.py',
    rule: 'AIC409',
    text: `import requests
def ask(body):
    return requests.post("https://api.anthropic.com/v1/messages", json=body, timeout=20)
`,
    lines: [
      'import os',
      '    return requests.post(os.environ.get("ANTHROPIC_BASE_URL", "https://api.anthropic.com") + "/v1/messages", json=body, timeout=20)',
    ],
  },
  {
    what: 'an address of an SDK (Ruby)',
    file: 'a.rb',
    rule: 'AIC409',
    text: `require 'openai'
class A
  def ask(messages)
    client = OpenAI::Client.new(access_token: ENV['KEY'], uri_base: 'https://api.groq.com/openai/v1', request_timeout: 20)
    client.chat(parameters: { model: 'x-1', messages: messages })
  end
end
`,
    lines: [
      "    client = OpenAI::Client.new(access_token: ENV['KEY'], uri_base: ENV.fetch('GROQ_BASE_URL', 'https://api.groq.com/openai/v1'), request_timeout: 20)",
    ],
  },
];
