import type { ModelRemark, RemarkKind } from '../api/remark-contract.ts'
import type { HeaderFacts } from '../library/gguf/header-facts.ts'
import { plural } from '../../core/format/quantity.ts'
import { declaredPurpose, purposeNote } from '../library/declared-purpose.ts'
import { checkHeader } from '../library/gguf/check-header.ts'
import { GgufError } from '../library/gguf/gguf-error.ts'
import { entriesShown, mostEntries } from '../library/gguf/shown-value.ts'
import { declaredFileType, quantizationOf } from '../library/gguf/quantization.ts'
import { headerValues } from './header-values.ts'

export type Header = Pick<HeaderFacts, 'architecture' | 'metadata' | 'tensorTypes' | 'vocabularySize'>

/** Tokens: below that, the longer genes of the built-in genomes and the prompts of benchmarks do not fit. */
const shortContext = 128

/**
 * What a reader should know of a model's header: where it contradicts the tensors or the vocabulary, or leaves out what
 * llama.cpp then guesses, or says that the model was made for something else than text.
 */
export function headerRemarks(header: Header): ModelRemark[] {
  const remarks: ModelRemark[] = []
  const add = (kind: RemarkKind, text: string | null): void => {
    if (text !== null) remarks.push({ kind, text })
  }
  const values = headerValues(header.metadata)
  const purpose = declaredPurpose(header)
  add('refused now', earlierRefusal(header))
  add('context', smallContext(header.architecture, values))
  add('purpose', purpose === 'text' ? null : purposeNote(purpose))
  add('file type', quantizationOf(declaredFileType(header.metadata), header.tensorTypes).note)
  add('token types', missingTokenTypes(values))
  add('pre-tokenizer', missingPreTokenizer(values))
  add('token ids', missingTokens(values, header.vocabularySize))
  add('rope scaling', ropeScaling(header.architecture, values))
  add('end token', endToken(values))
  return remarks
}

/** Why a model that an earlier version added would not be added today. */
function earlierRefusal({ metadata }: Header): string | null {
  const isWhole = metadata.length < mostEntries && metadata.some(({ key }) => key === 'general.architecture')
  if (!isWhole) return null
  try {
    checkHeader(entriesShown(metadata), null)
    return null
  } catch (error) {
    if (error instanceof GgufError) return error.message
    throw error
  }
}

function smallContext(architecture: string, values: ReadonlyMap<string, string>): string | null {
  const key = `${architecture}.context_length`
  const tokens = Number(values.get(key))
  if (!(tokens < shortContext)) return null
  return `The model reads ${plural(tokens, 'token')} at a time (${key}): genes and questions that are longer cannot be evaluated. Take a genome of shorter genes.`
}

function missingTokenTypes(values: ReadonlyMap<string, string>): string | null {
  const isTyped = values.has('tokenizer.ggml.token_type') || !values.has('tokenizer.ggml.tokens')
  if (isTyped || values.get('tokenizer.ggml.model') !== 'llama') return null
  return 'The file gives no types of tokens (tokenizer.ggml.token_type): llama.cpp takes control and byte tokens for words and writes them out.'
}

function missingPreTokenizer(values: ReadonlyMap<string, string>): string | null {
  if (values.get('tokenizer.ggml.model') !== 'gpt2' || values.has('tokenizer.ggml.pre')) return null
  return 'The file names no pre-tokenizer (tokenizer.ggml.pre), as files of older converters: llama.cpp splits texts by its default, so the model may see other tokens than those it was trained on, and seem worse than it is.'
}

function missingTokens(values: ReadonlyMap<string, string>, vocabularySize: number): string | null {
  const beyond = [...values].filter(
    ([key, value]) => /^tokenizer\.ggml\.\w+_token_id$/.test(key) && !(Number(value) < vocabularySize),
  )
  if (beyond.length === 0) return null
  const named = beyond.map(([key, value]) => `${key} ${value}`).join(', ')
  return `The header names special tokens that the vocabulary (${plural(vocabularySize, 'token')}) does not have (${named}): llama.cpp takes its own defaults instead.`
}

function endToken(values: ReadonlyMap<string, string>): string | null {
  if (values.get('tokenizer.ggml.add_eos_token') !== 'true') return null
  return 'The file asks for an end token behind each text (tokenizer.ggml.add_eos_token): it is left out here, since a prefix goes on.'
}

/**
 * llama.cpp takes a factor without a type for linear; without a factor only longrope changes anything, by factors of
 * its own that the file holds.
 */
function ropeScaling(architecture: string, values: ReadonlyMap<string, string>): string | null {
  const key = `${architecture}.rope.scaling`
  const type = values.get(`${key}.type`) ?? 'linear'
  const factor = Number(values.get(`${key}.factor`) ?? values.get(`${architecture}.rope.scale_linear`) ?? 1)
  const isScaled = type === 'longrope' || (type !== 'none' && factor !== 1 && factor !== 0)
  if (!isScaled) return null
  const trained = Number(values.get(`${key}.original_context_length`))
  const facts = [
    type,
    ...(factor === 1 ? [] : [`factor ${String(Number(factor.toPrecision(4)))}`]),
    ...(trained > 0 ? [`trained on ${plural(trained, 'token')}`] : []),
  ]
  return `The header scales the positions of tokens (${key}: ${facts.join(', ')}): the same weights without that give other numbers.`
}
