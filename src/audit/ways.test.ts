import { describe, expect, it } from 'vitest';
import { onlySite, scanned } from './testing/tree.ts';

type Case = readonly [
  what: string,
  files: Readonly<Record<string, string>>,
  line: number,
  providers: readonly string[] | 'unknown',
];

/** A notebook whose pictures make it larger than any file of code. */
function notebook(...lines: readonly string[]): string {
  const source = lines.map((line) => JSON.stringify(`${line}\n`)).join(',\n');
  const picture = 'iVBORw0K'.repeat(200_000);
  return `{"cells": [\n{"cell_type": "code",\n"source": [\n${source}\n],\n"outputs": [{"data": {"image/png": "${picture}"}}]}\n]}\n`;
}

const WAYS: readonly Case[] = [
  [
    'a chain that is piped together (Python)',
    {
      'a.py':
        'from langchain_anthropic import ChatAnthropic\nfrom langchain_core.output_parsers import StrOutputParser\nfrom langchain_core.prompts import ChatPromptTemplate\nprompt = ChatPromptTemplate.from_template("{q}")\nchain = {"q": str} | prompt | ChatAnthropic(model="m") | StrOutputParser()\nchain.invoke({"q": "x"})\n',
    },
    6,
    ['anthropic'],
  ],
  [
    'a method that is handed to a thread (Python)',
    {
      'a.py':
        'import asyncio\nfrom google import genai\nclient = genai.Client()\nasync def ask(q):\n    return await asyncio.to_thread(client.models.generate_content, model="m", contents=q)\n',
    },
    5,
    ['google'],
  ],
  [
    'a method that is made to wait (Python)',
    {
      'a.py':
        'from asgiref.sync import sync_to_async\nfrom openai import OpenAI\nasync def ask(client: OpenAI, f):\n    return await sync_to_async(client.audio.transcriptions.create)(model="m", file=f)\n',
    },
    4,
    ['openai'],
  ],
  [
    'a parser between the house and its calls that was not read (Python)',
    {
      'house/made.py': 'def made(name):\n    return load(name)\n',
      'house/ask.py':
        'from langchain_core.prompts import PromptTemplate\nfrom house.made import made\ndef ask(q):\n    chain = PromptTemplate.from_template("{q}") | made("m")\n    return chain.invoke({"q": q})\n',
      'requirements.txt': 'langchain-mistralai\n',
    },
    5,
    ['mistral'],
  ],
  ['a large notebook', { 'a.ipynb': notebook('import ollama', 'ollama.chat(model="m", messages=m)') }, 5, ['ollama']],
  [
    'an address that is put into a configuration (Go)',
    {
      'a.go':
        'package a\nimport "github.com/sashabaranov/go-openai"\nfunc ask(ctx context.Context) {\n config := openai.DefaultConfig("k")\n config.BaseURL = "https://api.deepseek.com/v1"\n client := openai.NewClientWithConfig(config)\n client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{})\n}\n',
    },
    7,
    ['deepseek'],
  ],
  [
    'a request through a path of its library (Rust)',
    {
      'mistral.rs':
        'async fn ask(url: &str, b: B) {\n    reqwest::Client::new()\n        .post(format!("{url}/v1/chat/completions"))\n        .json(&b)\n        .send()\n        .await;\n}\n',
    },
    2,
    ['mistral', 'openai-compatible'],
  ],
  [
    'what is asked, as JSON that is made elsewhere (Ruby)',
    {
      'voyage_embeddings.rb':
        'class VoyageEmbeddings\n  def ask(text)\n    body = { model: @model, input: text }\n    conn = Faraday.new\n    conn.post(@endpoint, body.to_json, headers)\n  end\nend\n',
    },
    5,
    ['voyage'],
  ],
  [
    'a class method that is asked for the client (Ruby)',
    {
      'a.rb':
        'class A\n  def self.client\n    ::OpenAI::Client\n  end\n  def initialize\n    @client = self.class.client.new(access_token: "k")\n  end\n  def ask(m)\n    @client.chat(parameters: { model: "x", messages: m })\n  end\nend\n',
      Gemfile: 'gem "ruby-openai"\n',
    },
    9,
    ['openai'],
  ],
  [
    'a command that another one runs (shell)',
    { 'a.sh': 'retry 3 curl -sS https://api.mistral.ai/v1/chat/completions -d @body.json\n' },
    1,
    ['mistral'],
  ],
  [
    'a function that is given the client (Python)',
    {
      'a.py':
        'from langchain_groq import ChatGroq\ndef grade(judge, text):\n    return judge.invoke(text)\ndef main():\n    judge = ChatGroq(model="m")\n    grade(judge, "x")\n',
    },
    3,
    ['groq'],
  ],
  [
    'a class that is given the client, in another file',
    {
      'service.ts':
        'export class Service {\n  constructor(private readonly llm: any) {}\n  ask(messages) {\n    return this.llm.chat.completions.create({ messages });\n  }\n}\n',
      'main.ts':
        "import Groq from 'groq-sdk';\nimport { Service } from './service';\nexport const service = new Service(new Groq());\n",
    },
    4,
    ['groq'],
  ],
  [
    'what watches a client',
    {
      'a.ts':
        "import OpenAI from 'openai';\nimport { observeOpenAI } from 'langfuse';\nconst ai = observeOpenAI(new OpenAI({ baseURL: 'https://api.x.ai/v1' }));\nawait ai.chat.completions.create({ model: 'm', messages });",
    },
    4,
    ['xai'],
  ],
  [
    'an import for the whole project (C#)',
    {
      'App/GlobalUsings.cs': 'global using System;\nglobal using Azure.AI.OpenAI;\n',
      'App/Services/A.cs':
        'class A(OpenAIClient client) {\n  Task Ask() => client.GetChatCompletionsAsync(new ChatCompletionsOptions());\n}\n',
    },
    2,
    ['azure-openai'],
  ],
  [
    'what is added to the services elsewhere (C#)',
    {
      'Program.cs':
        'using Microsoft.SemanticKernel;\nvar builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddAzureOpenAIChatCompletion("d", "https://x", "k");\nbuilder.Services.AddOpenAIEmbeddingGenerator("m", "k");\n',
      'Chat/A.cs':
        'using Microsoft.SemanticKernel.ChatCompletion;\nclass A(IChatCompletionService chat) {\n  Task Ask(ChatHistory h) => chat.GetChatMessageContentAsync(h);\n}\n',
    },
    3,
    ['azure-openai'],
  ],
  [
    'a vendor that is a word of its own (Python)',
    {
      'a.py':
        'from langchain.chat_models import init_chat_model\nllm = init_chat_model("m", model_provider="fireworks")\nllm.invoke("x")\n',
    },
    3,
    ['fireworks'],
  ],
  [
    'a client that goes elsewhere by a switch (Python)',
    {
      'a.py':
        'from google import genai\nclient = genai.Client(vertexai=True, project="p")\nclient.models.generate_content(model="m", contents="x")\n',
    },
    3,
    ['google-vertex'],
  ],
  [
    'the embeddings of a store (Python)',
    {
      'a.py':
        'from langchain_chroma import Chroma\nfrom langchain_cohere import CohereEmbeddings\nChroma.from_documents(docs, embedding=CohereEmbeddings(model="m"))\n',
    },
    3,
    ['cohere'],
  ],
  [
    'a module that is called itself (Python)',
    {
      'a.py':
        'import dspy\ndspy.configure(lm=dspy.LM("anthropic/claude-haiku-4-5"))\nclass A(dspy.Module):\n    def __init__(self):\n        self.answer = dspy.ChainOfThought("q -> a")\n    def forward(self, q):\n        return self.answer(q=q)\n',
    },
    7,
    ['anthropic'],
  ],
  [
    'a command that is sent further down',
    {
      'a.ts':
        "import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';\nconst client = new BedrockRuntimeClient({});\nconst command = new ConverseStreamCommand({\n  modelId: 'm',\n});\n\nconsole.log('asking');\nawait client.send(command);",
    },
    8,
    ['aws-bedrock'],
  ],
  [
    'a client on a telephone (Kotlin)',
    {
      'A.kt':
        'import com.google.ai.client.generativeai.GenerativeModel\nclass A(private val model: GenerativeModel) {\n  suspend fun ask(q: String) = model.generateContent(q)\n}\n',
    },
    3,
    ['google'],
  ],
  [
    'the name of an agent (Mastra)',
    {
      'agents/a.ts':
        "import { Agent } from '@mastra/core/agent';\nexport const a = new Agent({ name: 'a', model: process.env.MODEL || 'anthropic/claude-haiku-4-5' });\n",
      'steps/b.ts':
        "import { createStep } from '@mastra/core/workflows';\nexport const b = createStep({\n  execute: async ({ mastra }) => {\n    const agent = mastra.getAgent('a');\n    return agent.generate('x');\n  },\n});\n",
    },
    5,
    ['anthropic'],
  ],
  [
    'a helper that was not read',
    {
      'sse.ts': 'export async function fetchSSE(input, options) {\n  return fetch(input, options);\n}\n',
      'a.ts':
        "import { fetchSSE } from './sse';\nawait fetchSSE(`${settings.base}/v1/chat/completions`, { method: 'POST', body });\n",
    },
    2,
    ['openai-compatible'],
  ],
  [
    'the name of a method, of whoever extends a class (Ruby)',
    {
      'backend.rb': 'class Backend\n  def ask\n    @client.send(method_name, ** @config)\n  end\nend\n',
      'backend/claude.rb': 'class Claude < Backend\n  def method_name\n    :messages\n  end\nend\n',
      'backend/gpt.rb': 'class OpenAI < Backend\n  def method_name\n    :chat\n  end\nend\n',
      Gemfile: 'gem "ruby-openai"\n',
    },
    3,
    ['openai'],
  ],
  [
    'a path that only the names around explain (Rust)',
    {
      'backends/ollama.rs':
        'async fn ask(url: &str) {\n    let r = reqwest::Client::new().post(format!("{url}/api/generate")).send().await;\n}\n',
    },
    2,
    ['ollama'],
  ],
  [
    'what is sent to a class of that name (Python)',
    {
      'embeddings.py':
        'import requests\nclass HuggingFaceEmbeddings:\n    def embed(self, texts):\n        return requests.post(self.endpoint, json={"inputs": texts}, timeout=10)\n',
    },
    4,
    ['huggingface'],
  ],
  [
    'one of several clients (Python)',
    {
      'a.py':
        'from anthropic import Anthropic, AnthropicBedrock\ndef ask(where, m):\n    if where == "aws":\n        client = AnthropicBedrock()\n    else:\n        client = Anthropic(api_key="k")\n    return client.messages.create(model="m", messages=m)\n',
    },
    7,
    ['aws-bedrock', 'anthropic'],
  ],
  [
    'the packages of its own module, not the clients of others (Java)',
    {
      'one/pom.xml':
        '<project><dependencies><dependency>\n<groupId>dev.langchain4j</groupId>\n<artifactId>langchain4j-anthropic-spring-boot-starter</artifactId>\n</dependency></dependencies></project>',
      'one/src/main/java/A.java':
        'import dev.langchain4j.model.chat.ChatModel;\nclass A {\n  private final ChatModel model;\n  String ask(String q) { return model.chat(q); } }\n',
      'other/src/main/java/B.java':
        'import dev.langchain4j.model.ollama.OllamaChatModel;\nclass B { OllamaChatModel model = new OllamaChatModel(); }\n',
    },
    4,
    ['anthropic'],
  ],
  [
    'a method of its own that sends, and one that puts the address together',
    {
      'vertex.ts':
        "export class Vertex {\n  fetch(url, init) {\n    return this.session.run(url, init);\n  }\n  endpoint(path) {\n    return new URL(path, this.base);\n  }\n  getUrl(path) {\n    return this.endpoint(path);\n  }\n  ask(body) {\n    this.getUrl('chat/completions');\n    const url = new URL(`publishers/google/models/${this.model}:generateContent`, this.base);\n    return this.fetch(url, { method: 'POST', body });\n  }\n}\n",
    },
    14,
    ['google-vertex'],
  ],
  [
    'a package beside a file of its name (Python)',
    {
      'app/providers/openai.py':
        'from openai import OpenAI\nclient = OpenAI(base_url="https://api.groq.com/openai/v1")\ndef ask(m):\n    return client.chat.completions.create(model="m", messages=m)\n',
    },
    4,
    ['groq'],
  ],
  [
    'a package with the name of a file in another language (Python)',
    {
      'server/model/litellm.go': 'package model\nimport "github.com/openai/openai-go"\n',
      'server/proxy.py':
        'from litellm import completion\ndef ask(payload):\n    return completion(model="groq/m", **payload)\n',
    },
    3,
    ['groq'],
  ],
  [
    'a package that is loaded late (Python)',
    {
      'house/llm.py':
        'import importlib\nclass Late:\n    def __getattr__(self, name):\n        return getattr(importlib.import_module("litellm"), name)\nlitellm = Late()\n',
      'house/ask.py':
        'from house.llm import litellm\ndef ask(m):\n    return litellm.completion(model="mistral/m", messages=m)\n',
      'requirements.txt': 'litellm\n',
    },
    3,
    ['mistral'],
  ],
  [
    'a module in a field of any name (Python)',
    {
      'a.py':
        'import dspy\nclass A(dspy.Module):\n    def __init__(self, lm):\n        self.draw_up_outline = dspy.Predict("q -> a")\n        self.lm = dspy.LM("openai/gpt-5")\n    def forward(self, q):\n        return self.draw_up_outline(q=q)\n',
    },
    7,
    ['openai'],
  ],
  [
    'a client of the same name at another provider (C#)',
    {
      'Other/A.csproj':
        '<Project><ItemGroup><PackageReference Include="Azure.AI.OpenAI" Version="2.1.0" /></ItemGroup></Project>',
      'A.cs':
        'using Microsoft.Extensions.AI;\nusing OpenAI;\nIChatClient client = new OpenAIClient(key).GetChatClient("m").AsIChatClient();\nawait client.GetResponseAsync("x");\n',
    },
    4,
    ['openai'],
  ],
  [
    'a model that has a path of its own',
    {
      'a.py':
        'import requests\nurl = f"https://api.replicate.com/v1/models/{name}/predictions"\nmade = requests.post(url, json=body).json()\nrequests.get(made["urls"]["get"])\n',
    },
    3,
    ['replicate'],
  ],
];

describe('a call is followed back', () => {
  it.each(WAYS)('through %s', async (_, files, line, providers) => {
    const site = await onlySite(files);
    expect({ line: site.line, providers: site.providers.value }).toEqual({ line, providers });
  });
});

describe('no call is', () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    [
      'looking how far an answer is',
      { 'a.py': 'import requests\nrequests.get(f"https://api.replicate.com/v1/predictions/{id}")\n' },
    ],
    [
      'a row of a table that is called like an answer',
      {
        'a.ts':
          "import { prisma } from './db';\nawait prisma.embeddings.create({ data });\nawait this.db.responses.create({ data });",
        'b.py': 'def m(db):\n    db["responses"].create({"id": int})\n    db["embeddings"].create({"id": str})\n',
        'package.json': '{\n  "dependencies": {\n    "openai": "^6"\n  }\n}\n',
      },
    ],
    [
      'what is done with an answer of any other kind (Java)',
      {
        'A.java':
          'import org.springframework.ai.chat.client.ChatClient;\nclass A { List<String> f(Plan plan) { return plan.tasks().stream().map(x -> x.name()).toList(); } }\n',
      },
    ],
    [
      'asking for a command',
      { 'a.sh': 'command -v curl >/dev/null || echo "curl for https://api.openai.com/v1/responses"\n' },
    ],
    [
      'a request to somebody else beside a model',
      {
        'openai_notes.py':
          'import requests\nMODEL = "gpt-5"\nDOCS = "https://platform.openai.com/docs"\ndef tell(url, text):\n    requests.post(url, json={"text": text})\n',
      },
    ],
  ])('%s', async (_, files) => {
    const { sites } = await scanned(files);
    expect(sites).toEqual([]);
  });
});
