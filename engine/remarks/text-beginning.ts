import { defaultPreTokenizer, preTokenizers } from '../../core/model/pre-tokenizer.ts'
import type { HeaderFacts } from '../library/gguf/header-facts.ts'
import { headerValues } from './header-values.ts'

/** What llama.cpp puts in front of a text, and how it splits it before it looks for tokens. */
interface TextBeginning {
  /** Whether the token that begins a text does; null where that follows from a pre-tokenizer that is not known. */
  readonly bos: boolean | null
  /** Whether a space does. */
  readonly space: boolean
  /** How byte-pair vocabularies split a text into words; null where none is named, or there is no such step. */
  readonly preTokenizer: string | null
}

/** Where the header says nothing (`llama_vocab::impl::load` of llama.cpp), by the type of the vocabulary. */
const silent: Readonly<Record<string, { readonly bos: boolean; readonly space: boolean }>> = {
  llama: { bos: true, space: true },
  bert: { bos: true, space: false },
}
const silentElsewhere = { bos: false, space: false }

/** How texts begin for a model, from its header. */
export function textBeginning({ metadata }: Pick<HeaderFacts, 'metadata'>): TextBeginning {
  const values = headerValues(metadata)
  const tokenizer = values.get('tokenizer.ggml.model') ?? ''
  const flag = (key: string): boolean | undefined => {
    const value = values.get(`tokenizer.ggml.${key}`)
    return value === 'true' ? true : value === 'false' ? false : undefined
  }
  const { bos, space } = silent[tokenizer] ?? silentElsewhere
  const beginning = {
    bos: flag('add_bos_token') ?? bos,
    space: flag('add_space_prefix') ?? space,
    preTokenizer: null,
  }
  const named = tokenizer === 'gpt2' ? values.get('tokenizer.ggml.pre') || null : null
  // Files of this type of vocabulary need not name the pre-tokenizer of the same name: llama.cpp takes no other.
  const splitAs = tokenizer === 'gemma4' ? 'gemma4' : tokenizer === 'gpt2' ? (named ?? defaultPreTokenizer) : null
  if (splitAs === null) return beginning
  const known = preTokenizers.get(splitAs)
  return {
    ...beginning,
    bos: known?.alwaysAddsBos === true ? true : (flag('add_bos_token') ?? known?.addsBos ?? null),
    preTokenizer: named,
  }
}

/** The same in words, for "texts begin ...". */
export function beginningText({ bos, space, preTokenizer }: TextBeginning): string {
  const first = bos === null ? 'as the pre-tokenizer has it' : bos ? 'with BOS' : 'without BOS'
  const parts = [
    first,
    ...(space ? ['with a space'] : []),
    ...(preTokenizer === null ? [] : [`split as ${preTokenizer}`]),
  ]
  return parts.join(' and ')
}
