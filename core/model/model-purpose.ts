/** What a causal model was trained for; probabilities of next tokens of what is no `text` model say little. */
export const modelPurposes = ['text', 'embedding', 'reranker'] as const
export type ModelPurpose = (typeof modelPurposes)[number]

/** How models that were not trained for text are marked. */
export const purposeWords = { embedding: 'embedding model', reranker: 'reranker' } as const

/** A model's architecture, with a mark where it was not trained for text: `qwen3, embedding model`. */
export function markedArchitecture({
  architecture,
  purpose,
}: {
  readonly architecture: string
  readonly purpose: ModelPurpose
}): string {
  return purpose === 'text' ? architecture : `${architecture}, ${purposeWords[purpose]}`
}
