import { expect, test } from 'vitest'
import { familyOf } from '../../../renderer/model/family.ts'
import { relativesOf } from '../../../renderer/model/relatives.ts'

const model = (name: string, base?: string) => ({ name, declaredBases: base === undefined ? [] : [{ name: base }] })

test('the first word of the name, where no base is declared', () => {
  expect(familyOf(model('oak-tales'), [])).toBe('oak')
  expect(familyOf(model('SmolLM2-135M-Instruct-Q8_0'), [])).toBe('smollm')
  expect(familyOf(model('3b'), [])).toBe('3b')
})

test('the declared base, followed through the library to its own family', () => {
  const library = [model('oak'), model('tales', 'oak'), model('chat', 'Tales')]
  expect(familyOf(library[2]!, library)).toBe('oak')
  expect(familyOf(model('hermes', 'Mistral 7B v0.1'), library)).toBe('mistral')
})

test('bases that declare one another do not run in a circle', () => {
  const library = [model('a-one', 'b-two'), model('b-two', 'a-one')]
  expect(familyOf(library[0]!, library)).toBe('b')
})

test('relatives come nearest first, with the bounds of the distance turned around', () => {
  const relatives = relativesOf('a', {
    modelIds: ['a', 'b', 'c'],
    models: ['A', 'B', 'C'],
    genes: 1,
    measure: 'nei-mean',
    rule: { chars: 4, strip: 'none', temperature: 1 },
    similarity: [[1, 0.2, 0.8], [0.2, 1, 0.3], [0.8, 0.3, 1]],
    distance: [[0, 0.8, 0.2], [0.8, 0, 0.7], [0.2, 0.7, 0]],
    lower: [[1, 0.1, 0.75], [0.1, 1, 0.2], [0.75, 0.2, 1]],
    upper: [[1, 0.3, 0.9], [0.3, 1, 0.4], [0.9, 0.4, 1]],
    notes: [],
  })
  expect(relatives.map((relative) => relative.name)).toEqual(['C', 'B'])
  expect(relatives[0]!.distance.lower).toBeCloseTo(0.1, 12)
  expect(relatives[0]!.distance.upper).toBeCloseTo(0.25, 12)
})
