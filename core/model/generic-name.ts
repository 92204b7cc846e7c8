/**
 * Words that tools and habits put into `general.name`, and that say nothing of where a model comes from: what a file
 * is, how it was made, where it lay.
 */
const genericWords: ReadonlySet<string> = new Set(
  (
    'a an the my our of to in for from with and no new old final best last latest main copy test tmp temp default untitled unnamed unknown none null nil ' +
    'undefined na nan name model models modell llm slm lm causal transformer transformers network net file files folder dir directory path local data content workspace ' +
    'home root user cache hub snapshot snapshots refs out output outputs result results run runs experiment exp train trained training trainer ' +
    'checkpoint checkpoints ckpt chkpt epoch epochs iter iteration global save saved export exported convert converted conversion merge merged merging ' +
    'fuse fused finetune finetuned finetuning tune tuned tuning fine ft sft dpo ppo rlhf lora qlora peft adapter adapters weights weight base instruct chat it ' +
    'quant quants quantized quantised quantization unquantized gguf ggml ggjt ggla hf huggingface pytorch torch tf jax safetensors bin pt pth onnx consolidated ' +
    'float half full original orig fp16 fp32 fp8 bf16 f16 f32 int4 int8'
  ).split(' '),
)
/**
 * A number, a size (`7b`, `8x7b`), a version (`v2`), a type of quantization (`q4`, `iq3`), or a single Latin letter.
 */
const genericForm = /^(?:\d+|(?:\d+x)?\d+[bmkt]|v\d+|i?q\d+|[a-z])$/
/**
 * Generic words that tools and habits number: `checkpoint500`, `run2`. Behind others a number makes a name: `LLM360`.
 */
const numbered =
  /^(?:checkpoints?|ckpt|chkpt|epochs?|iter|iteration|runs?|exp|experiment|out|outputs?|results?|test|tmp|temp|copy|models?|file|untitled|merged?|lora|sft|dpo|final|new|old)\d+$/
/** A count of steps of training, and the word it stands behind; with a lower number it is a name: `Step-1`. */
const stepCount = /^(?:\d{3,}|\d+k)$/
const step = /^steps?$/
const countedStep = /^steps?(?:\d{3,}|\d+k)$/

/**
 * Whether a declared name says nothing of a family, because each of its words is one that unrelated files share:
 * `model`, `output`, `checkpoint-500`, `ggml-model-q4_0`, `7B`, or no word at all. Only what follows the last slash
 * counts, as that is the name itself.
 */
export function isGenericName(name: string): boolean {
  const lastPart = name.split(/[/\\]/).at(-1)!
  const words = lastPart.toLowerCase().split(/[^\p{L}\p{M}\p{N}]+/u)
  return words.every(
    (word, at) => word === '' || isGenericWord(word) || (step.test(word) && stepCount.test(words[at + 1] ?? '')),
  )
}

function isGenericWord(word: string): boolean {
  return genericWords.has(word) || genericForm.test(word) || numbered.test(word) || countedStep.test(word)
}
