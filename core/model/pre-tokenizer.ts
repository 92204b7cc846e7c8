/** How a byte-pair vocabulary of a name begins a text. */
export interface PreTokenizer {
  /** Whether the token that begins a text is put in front where the header says nothing of it. */
  readonly addsBos: boolean
  /** Whether it is put in front whatever the header says. */
  readonly alwaysAddsBos: boolean
}

/**
 * Every value of `tokenizer.ggml.pre` that llama.cpp's pinned build knows (llama_vocab::impl::load), by whether texts
 * begin with BOS. A test holds this against the build, so that a new build's names fail it until they are here.
 */
const names = {
  without: `a.x-4.0 afmoe bailingmoe bailingmoe2 bloom chatglm-bpe codeshell cohere2moe command-r dbrx deepseek-coder
    deepseek-llm deepseek-r1-qwen deepseek-v3 default exaone exaone-moe exaone4 f2llmv2 falcon gigachat glm4 gpt-2 gpt-4o
    gpt3-finnish granite-docling granite-embed-multi-97m grok-2 hunyuan hunyuan-dense hy_v4 jais jais-2 jina-de jina-es
    jina-v1-en jina-v2-code jina-v2-de jina-v2-es joyai-llm kanana2 kimi-k2 kormo laguna llada-moe llama4 megrez mellum
    mellum2 minerva-7b minicpm5 minimax-m2 modern-bert mpt olmo phi-2 poro-chat qwen2 qwen35 refact roberta-bpe sarvam-moe
    seed-coder smaug-bpe smollm solar-open spark2_5 stablelm2 starcoder superbpe talkie tiny_aya trillion ufakzeka viking
    whitespace youtu`,
  with: 'chameleon falcon-h1 falcon3 jina-v5-nano lfm2 llama-bpe llama-v3 llama3 midm-2.0 pixtral tekken',
  always: 'gemma4 granite-embed-multi-311m',
} as const

function entries(listed: string, beginning: PreTokenizer): [string, PreTokenizer][] {
  return listed.split(/\s+/).map((name) => [name, beginning])
}

/** The pre-tokenizers of byte-pair vocabularies (`tokenizer.ggml.model` gpt2) by name. */
export const preTokenizers: ReadonlyMap<string, PreTokenizer> = new Map([
  ...entries(names.without, { addsBos: false, alwaysAddsBos: false }),
  ...entries(names.with, { addsBos: true, alwaysAddsBos: false }),
  ...entries(names.always, { addsBos: true, alwaysAddsBos: true }),
])

/** The one that llama.cpp takes where a file names none. */
export const defaultPreTokenizer = 'default'
