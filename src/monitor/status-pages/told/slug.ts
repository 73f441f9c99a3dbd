/** A name as a word of a scope: `GPT-OSS 120B` is `gpt-oss-120b`. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80);
}
