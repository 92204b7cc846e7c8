/** What a file name or a repository adds to the name of a model: the form of its weights. */
const weightForm =
  /[-_. ](?:i?q\d+(?:_[0-9a-z]+)*|iq\d+_[a-z]+|tq\d_\d|[bf]?f16|fp16|f32|fp32|mxfp4|int[48]|ud|imat|imatrix|gguf|ggml|gptq|awq|exl2|hf|safetensors)$/
const splitPart = /-\d{5}-of-\d{5}$/

/**
 * A model's name as it is compared: without organisation, file extension, part number and the form of its weights
 * (`Q4_K_M`, `-GGUF`, `-hf`), in lower case, without separators but between digits, so that `Llama-2-7b` is not
 * `Llama-27b`.
 */
export function comparableName(name: string): string {
  let short = (name.split('/').at(-1) ?? name)
    .trim()
    .toLowerCase()
    .replace(/\.gguf$/, '')
    .replace(splitPart, '')
  for (let before = ''; before !== short; ) {
    before = short
    short = short.replace(weightForm, '')
  }
  return short.replace(/(?<=\d)[-_\s]+(?=\d)/g, '-').replace(/(?<!\d)[-_\s.]+|[-_\s.]+(?!\d)/g, '')
}
