import { fileTypes } from './file-types.ts'
import { tensorTypes } from './tensor-types.ts'

/** What a file's tensors are stored in, as a reader would name it. */
interface Quantization {
  readonly name: string
  /** Set where the header names a recipe that the tensors do not follow. */
  readonly note: string | null
}

const byName = new Map([...tensorTypes.values()].map((type) => [type.name, type]))

/** The tensor type that makes up most of a recipe: its own name without the size, but for these. */
const mainTypes: Readonly<Record<string, string>> = { IQ2_S: 'IQ2_XS', IQ2_M: 'IQ2_S', IQ3_XS: 'IQ3_S', IQ3_M: 'IQ3_S' }

/** What llama.cpp takes for tensors whose rows the main type does not divide. */
const substitutes: Readonly<Record<string, string>> = {
  Q4_K: 'Q5_0',
  Q5_K: 'Q5_1',
  Q6_K: 'Q8_0',
  TQ1_0: 'Q4_0',
  TQ2_0: 'Q4_0',
}
const usualSubstitute = 'IQ4_NL'

/**
 * Recipes store some tensors in more bits than their main type and few in less: fewer bits a weight than this part of
 * it is another one.
 */
const leastShare = 0.85

function mainType(recipe: string): string {
  return mainTypes[recipe] ?? (byName.has(recipe) ? recipe : recipe.replace(/_[SML]$/, ''))
}

/** `general.file_type` of a stored header; null where there is none. */
export function declaredFileType(metadata: readonly { readonly key: string; readonly value: string }[]): number | null {
  const value = metadata.find(({ key }) => key === 'general.file_type')?.value
  return value === undefined || !/^\d+$/.test(value) ? null : Number(value)
}

/**
 * The quantization of a file: the recipe that its header names (`general.file_type`) where the tensors can have come of
 * it, else the type that holds most weights.
 */
export function quantizationOf(
  fileType: number | null,
  shares: readonly { readonly type: string; readonly bytes: number }[],
): Quantization {
  const weights = shares.map(({ type, bytes }) => {
    const { block, bytes: blockBytes } = byName.get(type) ?? { block: 1, bytes: 1 }
    return { type, bytes, elements: (bytes / blockBytes) * block }
  })
  const [most] = [...weights].sort((left, right) => right.elements - left.elements || (left.type < right.type ? -1 : 1))
  const recipe = fileType === null ? undefined : fileTypes.get(fileType)
  if (most === undefined) return { name: recipe ?? 'unknown', note: null }
  if (recipe === undefined) return { name: most.type, note: null }
  const main = mainType(recipe)
  const type = byName.get(main)
  const elements = weights.reduce((sum, share) => sum + share.elements, 0)
  const bits = (8 * weights.reduce((sum, share) => sum + share.bytes, 0)) / elements
  const isPresent = weights.some(
    (share) => share.type === main || share.type === (substitutes[main] ?? usualSubstitute),
  )
  if (type === undefined || (isPresent && bits >= leastShare * ((8 * type.bytes) / type.block)))
    return { name: recipe, note: null }
  const share = Math.round((100 * most.elements) / elements)
  return {
    name: most.type,
    note: `The header says ${recipe} (general.file_type ${String(fileType)}), but ${String(share)} % of the weights are stored as ${most.type}.`,
  }
}
