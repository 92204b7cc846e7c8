import { type ArchitectureKind, architectureKind } from '../../../core/model/architecture.ts'
import type { RefusedKind } from '../../../core/model/file-kind.ts'
import { preTokenizers } from '../../../core/model/pre-tokenizer.ts'
import { GgufError } from './gguf-error.ts'

/** What is asked of a header to tell what its file is. */
interface HeaderContent {
  /** A text under a key; null where there is none. */
  text(key: string): string | null
  has(key: string): boolean
  /** As the header says; null where it does not. */
  isTrue(key: string): boolean | null
  readonly tensorNames: readonly string[]
}

/** Kinds of architectures that give no probabilities of the next token: what such a file is, and why not. */
const otherKinds: Readonly<Partial<Record<ArchitectureKind, readonly [RefusedKind, what: string, why: string]>>> = {
  diffusion: [
    'diffusion',
    'a diffusion language model',
    'It fills in whole texts, so the probability of a next token given those before is not defined.',
  ],
  encoder: ['encoder', 'an encoder', 'It makes vectors of whole texts and gives no next-token probabilities.'],
  'encoder-decoder': [
    'encoder-decoder',
    'an encoder-decoder',
    'Its decoder answers a text that its encoder has read, which is another thing than continuing that text.',
  ],
  'draft-head': [
    'draft-head',
    'a draft head',
    'It guesses ahead from what its large model computes and does not work alone.',
  ],
  speech: ['speech', 'a speech or audio model', 'What it gives is no text.'],
  image: ['image', 'an image or video model', 'What it gives is no text.'],
  projector: [
    'projector',
    'a multimodal projector (mmproj), not a language model',
    'It makes pictures or sounds into what one reads.',
  ],
  'control-vector': ['control-vector', 'a control vector', 'It is a direction to shift a model by.'],
}

const adapter = 'The file is a LoRA adapter, not a model.'

/**
 * Throws GgufError, with what the file is and what to do instead, for a GGUF file that is no causal language model:
 * adapter, projector, control vector, importance matrix, and every architecture that gives no next-token probabilities;
 * and for an architecture or a pre-tokenizer that llama.cpp's pinned build does not know. Looks at tensors too, since
 * many of these files lack `general.type`. Answers the architecture.
 */
export function refuseOtherKinds({ text, has, isTrue, tensorNames }: HeaderContent): string {
  const type = text('general.type')
  const architecture = text('general.architecture')
  const kind = architecture === null ? undefined : architectureKind(architecture)
  const some = (name: RegExp): boolean => tensorNames.some((tensor) => name.test(tensor))
  const every = (name: RegExp): boolean => tensorNames.length > 0 && tensorNames.every((tensor) => name.test(tensor))

  if (type === 'adapter' || has('adapter.type') || every(/\.lora_[ab]$/)) throw new GgufError(adapter, 'adapter')
  if (type === 'imatrix' || has('imatrix.chunk_count') || every(/\.(in_sum2|counts)$/)) {
    throw new GgufError('The file is an importance matrix for quantizing, not a model.', 'importance-matrix')
  }
  if (type === 'mmproj' || has('clip.has_vision_encoder') || has('clip.has_audio_encoder')) throw refused('projector')
  if (has('controlvector.model_hint') || every(/^direction\.\d+$/)) throw refused('control-vector')
  if (kind !== undefined && kind in otherKinds) throw refused(kind, architecture)
  if (architecture === null || kind === undefined) {
    if (some(/^(model\.diffusion_model|first_stage_model|cond_stage_model|double_blocks|joint_blocks)\./))
      throw refused('image', architecture)
  }
  if (architecture === null)
    throw new GgufError('The header has no general.architecture, so it cannot be loaded as a model.')
  if (kind === undefined) throw newer(`architecture ${architecture.slice(0, 60)}`)
  if (isTrue(`${architecture}.attention.causal`) === false)
    throw notCausal(`${architecture}.attention.causal is false`, 'each token sees those after it')
  const prefixKey = `${architecture}.hrm.prefix_lm`
  if (isTrue(prefixKey) === true)
    throw notCausal(`${prefixKey} is true`, 'each token of a text that is to be continued sees those after it')
  const preTokenizer = text('tokenizer.ggml.model') === 'gpt2' ? text('tokenizer.ggml.pre') : null
  if (preTokenizer !== null && preTokenizer !== '' && !preTokenizers.has(preTokenizer))
    throw newer(`pre-tokenizer ${preTokenizer.slice(0, 60)} (tokenizer.ggml.pre)`)
  return architecture
}

function newer(what: string): GgufError {
  return new GgufError(
    `The ${what} is not known to the llama.cpp of this version: it is newer, or of another program.`,
    'unknown',
  )
}

function notCausal(said: string, why: string): GgufError {
  return new GgufError(
    `The header says that its attention is not causal (${said}): ${why}, so the probability of a next token is not defined.`,
    'non-causal',
  )
}

function refused(kind: ArchitectureKind, architecture: string | null = null): GgufError {
  const [refusedKind, what, why] = otherKinds[kind]!
  const named = architecture === null ? '' : ` (architecture ${architecture.slice(0, 60)})`
  return new GgufError(`The file is ${what}${named}. ${why}`, refusedKind)
}
