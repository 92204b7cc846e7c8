import { type ModelPurpose, purposeWords } from '../../core/model/model-purpose.ts'
import type { HeaderFacts } from './gguf/header-facts.ts'

/** llama.cpp's pooling types that vectors of texts come from (1 mean, 2 first token, 3 last token), and a rank. */
const vectors: ReadonlySet<string> = new Set(['1', '2', '3'])
const rank = '4'

/** What a causal model was trained for, from `pooling_type` and labels of a classifier in its header. */
export function declaredPurpose({
  architecture,
  metadata,
}: Pick<HeaderFacts, 'architecture' | 'metadata'>): ModelPurpose {
  const value = (name: string): string | undefined =>
    metadata.find(({ key }) => key === `${architecture}.${name}`)?.value
  const pooling = value('pooling_type')
  if (pooling === rank || value('classifier.output_labels') !== undefined) return 'reranker'
  return pooling !== undefined && vectors.has(pooling) ? 'embedding' : 'text'
}

/** What a reader must know of a model that was not trained for text. */
export function purposeNote(purpose: Exclude<ModelPurpose, 'text'>): string {
  return `The file is of the kind ${purposeWords[purpose]}: it was trained to compare texts, and its probabilities of next tokens say little.`
}
