import { describe, expect, test } from 'vitest'
import { lineageOf } from '../../core/lineage/lineage.ts'
import { relatedPairs } from '../../core/lineage/related-pairs.ts'
import { sketchesInMemory } from '../../core/lineage/sketch-source.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { caseMaterial } from './material.ts'
import { mapTensors, type Model, withValues } from './model.ts'
import { quantized } from './quantizing.ts'
import { sketchesOf } from './sketches.ts'
import { finetuned } from './training.ts'

const { families } = await caseMaterial()

/** The model with embeddings stored as a type, and layers as they are. */
function withVocabularyAs(model: Model, type: string): Model {
  return mapTensors(model, (tensor) => (tensor.name === 'token_embd.weight' ? { ...tensor, type } : tensor))
}

/** The model with embeddings that lie a share of their length aside. */
function withVocabularyMoved(model: Model, share: number): Model {
  const generator = seededGenerator(5)
  return mapTensors(model, (tensor) => {
    if (tensor.name !== 'token_embd.weight') return tensor
    const { values } = tensor
    const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
    return withValues(tensor, (index) => values[index]! + share * size * Math.sqrt(12) * (generator.real() - 0.5))
  })
}

async function edgesOf(models: readonly Model[]) {
  const source = sketchesInMemory(await Promise.all(models.map(sketchesOf)))
  return (await lineageOf(source, await relatedPairs(source))).edges
}

describe.each(families)('$name with its layers untouched', ({ base, steps }) => {
  test.each(['Q8_0', 'Q5_0', 'Q4_1', 'Q4_0', 'IQ4_NL'])(
    'and embeddings in %s is a quantization, in whatever order the two are given',
    async (type) => {
      const copy = withVocabularyAs(base, type)
      const [edge, ...rest] = await edgesOf([base, copy])
      expect(rest).toEqual([])
      expect(edge).toMatchObject({ from: 0, to: 1, kind: 'quantization', isDirected: true, confidence: null })
      expect(edge!.evidence.noise).toMatchObject({ fits: true, tensors: 1 })
      expect(await edgesOf([copy, base])).toMatchObject([{ from: 1, to: 0, kind: 'quantization' }])
    },
  )

  test('and embeddings that were trained is related, be they quantized since', async () => {
    const trained = withVocabularyMoved(base, 0.2)
    expect(await edgesOf([base, trained])).toMatchObject([{ kind: 'related', isDirected: false }])
    expect(await edgesOf([base, withVocabularyAs(trained, 'Q8_0')])).toMatchObject([{ kind: 'related' }])
  })

  test('and embeddings in a type of floats is the same', async () => {
    expect(await edgesOf([base, withVocabularyAs(base, 'BF16')])).toMatchObject([{ kind: 'same' }])
  })

  test('does not stand for the model that it was made from among their relatives', async () => {
    const mixture = { strength: 0.5, decay: 0, random: 0.2, common: 0.2 }
    const child = finetuned(base, steps, mixture, seededGenerator(6))
    const edges = await edgesOf([withVocabularyAs(base, 'Q4_0'), child, base, quantized(base, 'Q4_0')])
    expect(edges.map(({ from, to, kind }) => `${from} ${kind} ${to}`).sort()).toEqual([
      '2 finetune 1',
      '2 quantization 0',
      '2 quantization 3',
    ])
  })
})
