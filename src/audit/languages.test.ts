import { describe, expect, it } from 'vitest';
import { onlySite, scanned } from './testing/tree.ts';

type Case = readonly [
  what: string,
  files: Readonly<Record<string, string>>,
  line: number,
  providers: readonly string[] | 'unknown',
];

const CASES: readonly Case[] = [
  [
    'an address that comes from the environment or is written beside it (TypeScript)',
    {
      'a.ts':
        "import OpenAI from 'openai';\nconst ai = new OpenAI({ baseURL: process.env.LLM_URL || 'https://api.groq.com/openai/v1' });\nawait ai.chat.completions.create({ model: 'x' });",
    },
    3,
    ['openai-compatible', 'groq'],
  ],
  [
    'options that are spread (JavaScript)',
    {
      'a.js':
        "const { OpenAI } = require('openai');\nconst opts = { baseURL: 'https://api.deepseek.com' };\nnew OpenAI({ ...opts }).chat.completions.create({ model: 'x' });",
    },
    3,
    ['deepseek'],
  ],
  [
    'a client of another file, passed on by a third',
    {
      'lib/client.ts': "import Anthropic from '@anthropic-ai/sdk';\nexport const claude = new Anthropic();",
      'lib/index.ts': "export * from './client';",
      'app.ts':
        "import { claude } from './lib';\nexport const ask = (messages) => claude.messages.create({ model: 'm', messages });",
    },
    2,
    ['anthropic'],
  ],
  [
    'a client of a method (Python)',
    {
      'a.py':
        'import openai\nclass A:\n    def _client(self):\n        return openai.AzureOpenAI()\n    def ask(self, m):\n        c = self._client()\n        return c.chat.completions.create(model="m", messages=m)\n',
    },
    7,
    ['azure-openai'],
  ],
  [
    'a model with its vendor in front (Python)',
    {
      'a.py':
        'from langchain.chat_models import init_chat_model\nllm = init_chat_model("anthropic:claude-haiku-4-5")\nllm.invoke("x")\n',
    },
    3,
    ['anthropic'],
  ],
  [
    'a wrapped client (Python)',
    {
      'a.py':
        'import instructor\nfrom groq import Groq\nclient = instructor.from_groq(Groq())\nclient.chat.completions.create(model="x", response_model=X)\n',
    },
    4,
    ['groq'],
  ],
  [
    'Bedrock among everything else of AWS (Python)',
    {
      'a.py':
        'import boto3\nruntime = boto3.client("bedrock-runtime")\nruntime.invoke_model(modelId="anthropic.claude-v2", body=b)\nboto3.client("s3").put_object(Body=b)\n',
    },
    3,
    ['aws-bedrock'],
  ],
  [
    'a request without any SDK (Go)',
    {
      'a.go':
        'package a\nimport "net/http"\nfunc Ask(b io.Reader) { req, _ := http.NewRequest("POST", "https://api.mistral.ai/v1/chat/completions", b)\n http.DefaultClient.Do(req) }\n',
    },
    4,
    ['mistral'],
  ],
  [
    'an embedded client (Go)',
    {
      'a.go':
        'package a\nimport "github.com/anthropics/anthropic-sdk-go"\ntype C struct { *anthropic.Client }\nfunc (c *C) Ask(ctx context.Context) { c.Messages.New(ctx, anthropic.MessageNewParams{}) }\n',
    },
    4,
    ['anthropic'],
  ],
  [
    'Spring, where the provider is a section of the settings (Java)',
    {
      'src/main/resources/application.yml': 'spring:\n  ai:\n    mistralai:\n      api-key: ${MISTRAL_API_KEY}\n',
      'src/main/java/A.java':
        'import org.springframework.ai.chat.client.ChatClient;\nclass A { private final ChatClient chat;\n A(ChatClient.Builder b) { this.chat = b.build(); }\n String ask(String q) { return chat.prompt()\n  .user(q)\n  .call()\n  .content(); } }\n',
    },
    4,
    ['mistral'],
  ],
  [
    'an interface without any call (Java)',
    {
      'pom.xml':
        '<project><dependencies><dependency>\n<groupId>dev.langchain4j</groupId>\n<artifactId>langchain4j-ollama-spring-boot-starter</artifactId>\n</dependency></dependencies></project>',
      'A.java':
        'import dev.langchain4j.service.spring.AiService;\n@AiService\ninterface A {\n  String ask(String q);\n}\n',
    },
    4,
    ['ollama'],
  ],
  [
    'Kotlin',
    {
      'A.kt':
        'import org.springframework.ai.openai.OpenAiChatModel\nclass A(private val model: OpenAiChatModel) {\n  fun ask(q: String): String = model.call(q)\n}\n',
    },
    3,
    ['openai'],
  ],
  [
    'Semantic Kernel (C#)',
    {
      'A.cs':
        'using Microsoft.SemanticKernel.ChatCompletion;\nclass A(IChatCompletionService chat) {\n  public async Task<string> Ask(ChatHistory h) => (await chat.GetChatMessageContentAsync(h)).Content;\n}\n',
    },
    3,
    'unknown',
  ],
  [
    'a client of .NET (C#)',
    {
      'A.cs':
        'using Azure.AI.OpenAI;\nusing OpenAI.Chat;\nclass A { private readonly ChatClient _c = new AzureOpenAIClient(uri, key).GetChatClient("d");\n  void Ask() { var r = _c.CompleteChat("x"); } }\n',
    },
    4,
    ['azure-openai'],
  ],
  [
    'a call by name (Ruby)',
    {
      'a.rb':
        'class A\n  def initialize\n    @client = OpenAI::Client.new(uri_base: "https://api.groq.com/openai")\n  end\n  def ask(m)\n    @client.send(:chat, parameters: { model: "x", messages: m })\n  end\nend\n',
      Gemfile: 'gem "ruby-openai"\n',
    },
    6,
    ['groq'],
  ],
  [
    'a facade (PHP)',
    {
      'A.php':
        "<?php\nuse OpenAI\\Laravel\\Facades\\OpenAI;\nclass A { function ask($m) { return OpenAI::chat()->create(['model' => 'gpt-5', 'messages' => $m]); } }\n",
    },
    3,
    ['openai'],
  ],
  [
    'a helper that is given a path (PHP)',
    {
      'A.php':
        "<?php\nclass A { function ask($p) { return $this->request('chat/completions', $p, 'POST'); }\n function request($path, $p, $m) { return $this->client->post($this->url . $path, $p); } }\n",
    },
    2,
    ['openai-compatible'],
  ],
  [
    'Rust',
    {
      'a.rs':
        'use async_openai::Client;\nasync fn ask(r: R) {\n    let client = Client::new();\n    client.chat().create(r).await;\n}\n',
    },
    4,
    ['openai'],
  ],
  [
    'a command over several lines (shell)',
    {
      'a.sh':
        'ask() {\n  curl -sS --max-time 30 \\\n    https://api.openai.com/v1/chat/completions \\\n    -H "Authorization: Bearer $OPENAI_API_KEY" -d @- <<EOF\n{"model": "gpt-5", "messages": []}\nEOF\n}\n',
    },
    2,
    ['openai'],
  ],
  [
    'a notebook, on the lines of its file',
    {
      'a.ipynb':
        '{\n "cells": [\n  {\n   "cell_type": "code",\n   "source": [\n    "import openai\\n",\n    "openai.OpenAI().responses.create(model=\\"gpt-5\\", input=\\"x\\")"\n   ]\n  }\n ]\n}\n',
    },
    7,
    ['openai'],
  ],
  [
    'a model of another package of the same SDK',
    {
      'a.ts':
        "import { generateText } from 'ai';\nimport { google } from '@ai-sdk/google';\nawait generateText({ model: google('gemini-3'), prompt: 'x' });",
    },
    3,
    ['google'],
  ],
];

describe('a call is found, and whose it is', () => {
  it.each(CASES)('%s', async (_, files, line, providers) => {
    const site = await onlySite(files);
    expect({ line: site.line, providers: site.providers.value }).toEqual({ line, providers });
  });
});

describe('what only looks like it is none', () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['a type that is imported', { 'a.ts': "import type OpenAI from 'openai';\nexport type A = OpenAI.Chat;" }],
    [
      'a comment',
      {
        'a.py':
          'from openai import OpenAI\n# OpenAI().chat.completions.create(model="x")\n"""OpenAI().responses.create()"""\n',
      },
    ],
    [
      'messages of a conversation (Rails)',
      {
        'a.rb':
          'class A\n  def f\n    @conversation.messages.create!(role: "user")\n    @conversation.messages.create(role: "user")\n  end\nend\n',
        Gemfile: 'gem "anthropic"\n',
      },
    ],
    [
      'splitting of texts',
      {
        'a.py':
          'from langchain.text_splitter import RecursiveCharacterTextSplitter\nRecursiveCharacterTextSplitter().split_text("x")\n',
      },
    ],
    [
      'a route that answers like a provider',
      {
        'a.ts':
          "import express from 'express';\nconst app = express();\napp.post('/v1/chat/completions', (req, res) => res.json({}));",
      },
    ],
    [
      'a route of its own that is asked',
      { 'a.ts': "await fetch('/api/chat', { method: 'POST', body });\nawait fetch('https://example.com/v1/models');" },
    ],
    ['a list of models at a provider', { 'a.ts': "await fetch('https://api.openai.com/v1/models');" }],
    ['a keyword of a package', { 'package.json': '{\n  "keywords": ["openai", "ai"],\n  "dependencies": {}\n}' }],
    [
      'sending of another kind (C#)',
      {
        'A.cs':
          'using Microsoft.AspNetCore.SignalR;\nclass A { async Task F(IHubContext<H> hub) { await hub.Clients.All.SendAsync("x"); } }\n',
      },
    ],
    [
      'a table of models',
      { 'a.ts': "export const MODELS = ['gpt-5', 'claude-opus-5', 'gemini-3', 'o3', 'mistral-large'];" },
    ],
    ['Markdown', { 'README.md': '```python\nfrom openai import OpenAI\nOpenAI().responses.create()\n```\n' }],
  ])('%s', async (_, files) => {
    const { sites, traces, notRead } = await scanned(files);
    expect(sites).toEqual([]);
    expect(traces.filter(({ kind }) => kind === 'client')).toEqual([]);
    expect(notRead).toEqual([]);
  });

  it('and tests are told apart from the product', async () => {
    const text = "import OpenAI from 'openai';\nawait new OpenAI().responses.create({ model: 'gpt-5', input: 'x' });";
    const { sites } = await scanned({ 'src/a.ts': text, 'src/a.test.ts': text, 'examples/a.ts': text });
    expect(sites.map(({ use }) => use).toSorted()).toEqual(['example', 'production', 'test']);
  });
});
