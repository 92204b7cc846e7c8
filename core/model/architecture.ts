/**
 * What a model of an architecture computes.
 * - `causal`: scores of the next token from attention to the tokens before it
 * - `recurrent`: the same from a state; `hybrid`: from layers of both kinds
 * - `diffusion`: fills in whole texts; `encoder`: vectors of whole texts
 * - `encoder-decoder`: an encoder reads one text, a decoder continues another
 * - `draft-head`: guesses ahead from what another model computes
 * - `speech`, `image`: sounds and pictures; `projector`: makes them into what a language model reads
 * - `control-vector`: a direction to shift another model by
 */
export type ArchitectureKind =
  | 'causal'
  | 'recurrent'
  | 'hybrid'
  | 'diffusion'
  | 'encoder'
  | 'encoder-decoder'
  | 'draft-head'
  | 'speech'
  | 'image'
  | 'projector'
  | 'control-vector'

type Names = Partial<Readonly<Record<ArchitectureKind, string>>>

/**
 * Every architecture of llama.cpp's pinned build by `general.architecture` (its llm_arch_name), by what it computes. A
 * test holds this against the build, so that a new build's architectures fail it until they are placed.
 */
const ofLlamaCpp: Names = {
  causal: `afmoe apertus arcee arctic baichuan bailingmoe bailingmoe2 bitnet bloom chameleon chatglm codeshell cogvlm cohere2
    cohere2moe command-r dbrx deci deepseek deepseek2 deepseek2-ocr deepseek32 dots1 dots3note ernie4_5 ernie4_5-moe exaone
    exaone-moe exaone4 falcon gemma gemma2 gemma3 gemma3n gemma4 glm-dsa glm4 glm4moe gpt-oss gpt2 gptj gptneox granite
    granite_swa granitemoe graniteswitch grok grovemoe hrm_text hunyuan-dense hunyuan-moe hunyuan_vl hy_v3 hy_v4 internlm2
    jais jais2 laguna llama llama4 maincoder maple mellum mimo2 minicpm minicpm3 minimax-m2 minimax-m3 mistral3 mistral4 mpt
    muse-glimmer nanbeige nemotron olmo olmo2 olmoe openelm orion paddleocr pangu-embedded phi2 phi3 phimoe plamo plamo3 plm
    qwen qwen2 qwen2moe qwen2vl qwen3 qwen3moe qwen3vl qwen3vlmoe refact seed_oss smallthinker smollm3 spark2_5 stablelm
    starcoder starcoder2 step35 talkie xverse`,
  recurrent: 'arwkv7 mamba mamba2 rwkv6 rwkv6qwen2 rwkv7',
  hybrid: `bailingmoe3 deepseek4 falcon-h1 granitehybrid jamba kimi-k3 kimi-linear lfm2 lfm2moe minimax-01 nemotron_h
    nemotron_h_moe plamo2 qwen35 qwen35moe qwen3next qwen4exp`,
  diffusion: 'dream llada llada-moe rnd1',
  encoder: `bert eurobert gemma-embedding jina-bert-v2 jina-bert-v3 llama-embed modern-bert neo-bert nomic-bert
    nomic-bert-moe t5encoder`,
  'encoder-decoder': 't5',
  'draft-head': 'dflash eagle3 gemma4-assistant',
  speech: 'pockettts qwen3tts wavtokenizer-dec',
  projector: 'clip',
}

/** Architectures in GGUF files of other programs, none of which the build knows. */
const ofOtherPrograms: Names = {
  diffusion: 'diffusion-gemma',
  'draft-head': 'dflash-draft eagle eagle2 medusa',
  speech: 'bark dia encodec kokoro orpheus parler-tts whisper',
  image: `aura chroma cosmos flux hidream hyvid lumina2 ltxv pig qwen_image sd1 sd2 sd3 sdxl wan z_image`,
  'control-vector': 'controlvector',
}

function byName(table: Names): Map<string, ArchitectureKind> {
  return new Map(
    (Object.entries(table) as [ArchitectureKind, string][]).flatMap(([kind, names]) =>
      names.split(/\s+/).map((name): [string, ArchitectureKind] => [name, kind]),
    ),
  )
}

/** Kinds of the architectures that llama.cpp's pinned build lists, by name. */
export const llamaCppArchitectures: ReadonlyMap<string, ArchitectureKind> = byName(ofLlamaCpp)
/** Kinds of architectures that only other programs know, by name. */
export const foreignArchitectures: ReadonlyMap<string, ArchitectureKind> = byName(ofOtherPrograms)

/** What models of an architecture compute; undefined for a name that neither llama.cpp nor this table knows. */
export function architectureKind(name: string): ArchitectureKind | undefined {
  return llamaCppArchitectures.get(name) ?? foreignArchitectures.get(name)
}
