import { expect, test } from 'vitest'
import { familyOf } from '../../../core/model/family.ts'

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
