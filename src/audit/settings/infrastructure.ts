import { addressIn } from '../find/addresses.ts';
import { ownerOfName } from '../signatures/owners.ts';
import type { Knowledge } from '../signatures/load.ts';
import type { SettingTrace } from './settings.ts';

type Row = { readonly match: RegExp; readonly name: string; readonly provider: string };

/** What is made of AI in clouds, by the names that Terraform and Bicep have for it. */
const RESOURCES: readonly Row[] = [
  { match: /"?(aws_bedrock\w*)"?/, name: 'Amazon Bedrock', provider: 'aws-bedrock' },
  { match: /"?(azurerm_cognitive_(?:account|deployment)\w*)"?/, name: 'Azure OpenAI', provider: 'azure-openai' },
  { match: /(Microsoft\.CognitiveServices\/accounts[\w/]*)/, name: 'Azure OpenAI', provider: 'azure-openai' },
  { match: /"?(google_vertex_ai\w*)"?/, name: 'Vertex AI', provider: 'google-vertex' },
  { match: /"?(aws_sagemaker_endpoint\w*)"?/, name: 'SageMaker', provider: 'aws-sagemaker' },
  { match: /"?(aiplatform\.googleapis\.com)"?/, name: 'Vertex AI', provider: 'google-vertex' },
];

/** Images that answer like a model. */
const IMAGES: readonly Row[] = [
  { match: /\bollama\/ollama\b/, name: 'ollama/ollama', provider: 'ollama' },
  { match: /\bvllm\/vllm-openai\b/, name: 'vllm/vllm-openai', provider: 'vllm' },
  { match: /\bghcr\.io\/berriai\/litellm\b/, name: 'ghcr.io/berriai/litellm', provider: 'litellm' },
  {
    match: /\bghcr\.io\/huggingface\/text-generation-inference\b/,
    name: 'text-generation-inference',
    provider: 'local',
  },
  { match: /\bghcr\.io\/ggml-org\/llama\.cpp\b/, name: 'llama.cpp', provider: 'local' },
  { match: /\blocalai\/localai\b/, name: 'localai/localai', provider: 'local' },
];

/** Actions of GitHub that ask a model, as their publishers document them. */
const ACTIONS: readonly Row[] = [
  { match: /uses:\s*["']?(anthropics\/claude-code[\w/-]*)/, name: '', provider: 'anthropic' },
  { match: /uses:\s*["']?(openai\/codex-action)/, name: '', provider: 'openai' },
  { match: /uses:\s*["']?(google-github-actions\/run-gemini-cli|google-gemini\/[\w-]+)/, name: '', provider: 'google' },
  { match: /uses:\s*["']?(coderabbitai\/[\w-]+)/, name: '', provider: 'openai' },
  { match: /uses:\s*["']?((?:qodo-ai|Codium-ai)\/pr-agent[\w/-]*)/, name: '', provider: 'openai' },
  { match: /uses:\s*["']?(actions\/ai-inference)/, name: '', provider: 'github-models' },
  { match: /uses:\s*["']?(di-sukharev\/opencommit)/, name: '', provider: 'openai' },
];

/** What Dockerfiles, Terraform and workflows of continuous integration say of AI. */
export function infrastructureIn(
  text: string,
  as: 'docker' | 'terraform' | 'workflow',
  { endpoints }: Knowledge,
): readonly SettingTrace[] {
  return text.split('\n', 50_000).flatMap((whole, at): readonly SettingTrace[] => {
    const line = whole.slice(0, 2_000);
    if (/^\s*(?:#|\/\/)/.test(line)) return [];
    const place = { line: at + 1 };
    const image = IMAGES.find(({ match }) => match.test(line));
    if (image !== undefined) return [{ kind: 'image', name: image.name, providers: [image.provider], ...place }];
    if (as === 'terraform') {
      const resource = RESOURCES.flatMap((row) =>
        row.match.exec(line) === null ? [] : [{ row, name: row.match.exec(line)?.[1] ?? row.name }],
      )[0];
      if (resource !== undefined)
        return [{ kind: 'infrastructure', name: resource.name, providers: [resource.row.provider], ...place }];
    }
    if (as === 'workflow') {
      const action = ACTIONS.flatMap((row) => row.match.exec(line)?.[1] ?? [])[0];
      const provider = ACTIONS.find(({ match }) => match.test(line))?.provider;
      if (action !== undefined && provider !== undefined)
        return [{ kind: 'ci', name: action, providers: [provider], ...place }];
      const secret = /secrets\.([A-Z][A-Z0-9_]+)/.exec(line)?.[1];
      const owner = secret === undefined ? null : ownerOfName(secret, endpoints);
      if (secret !== undefined && owner !== null) return [{ kind: 'ci', name: secret, providers: [owner], ...place }];
    }
    const name = /\b([A-Z][A-Z0-9_]*(?:API_KEY|API_TOKEN|_TOKEN))\b/.exec(line)?.[1];
    const owner = name === undefined ? null : ownerOfName(name, endpoints);
    if (name !== undefined && owner !== null) return [{ kind: 'key', name, providers: [owner], ...place }];
    const url = /https?:\/\/[^\s"'<>]+/.exec(line)?.[0];
    const address = url === undefined ? null : addressIn(url, endpoints);
    return address === null
      ? []
      : [{ kind: 'address', name: url ?? '', providers: [address.found.provider], ...place }];
  });
}
