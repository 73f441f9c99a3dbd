import type { Case } from './case.ts';
import { USUAL_DEADLINES } from './usual-deadlines.ts';

/** Every change, in every language that has it. */
export const CASES: readonly Case[] = [
  ...USUAL_DEADLINES,
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
  {
    what: 'an address of a request (Java)',
    file: 'A.java',
    rule: 'AIC409',
    text: `import java.net.URI;
import java.net.http.*;
class A {
  String ask(String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("https://api.openai.com/v1/responses")).header("Authorization", System.getenv("KEY")).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
`,
    lines: [
      '    var request = HttpRequest.newBuilder(URI.create(System.getenv().getOrDefault("OPENAI_BASE_URL", "https://api.openai.com/v1") + "/responses")).header("Authorization", System.getenv("KEY")).build();',
    ],
  },
  {
    what: 'an address of a request (PHP)',
    file: 'a.php',
    rule: 'AIC409',
    text: `<?php
use GuzzleHttp\\Client;
function ask($body) {
  $client = new Client(['timeout' => 20]);
  return $client->post('https://api.openai.com/v1/responses', ['json' => $body]);
}
`,
    lines: [
      "  return $client->post((getenv('OPENAI_BASE_URL') ?: 'https://api.openai.com/v1') . '/responses', ['json' => $body]);",
    ],
  },
  {
    what: 'an address of a request (C#)',
    file: 'A.cs',
    rule: 'AIC409',
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
      '    var answer = await client.PostAsync((System.Environment.GetEnvironmentVariable("OPENAI_BASE_URL") ?? "https://api.openai.com/v1") + "/responses", body);',
    ],
  },
  {
    what: 'an address of a request (shell)',
    file: 'a.sh',
    rule: 'AIC409',
    text: `#!/bin/sh
curl -m 20 https://api.openai.com/v1/responses -H "Authorization: Bearer $KEY" -d "$BODY"
`,
    lines: [
      'curl -m 20 "${OPENAI_BASE_URL:-https://api.openai.com/v1}/responses" -H "Authorization: Bearer $KEY" -d "$BODY"',
    ],
  },
];
