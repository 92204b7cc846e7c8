import { expect, it } from 'vitest'
import { nameApart, type Namesake, type NamingFacts } from '../../../core/model/name-apart.ts'

const facts = (changes: Partial<NamingFacts> = {}): NamingFacts => ({
  quantization: 'Q4_K_M',
  parameters: 135e6,
  base: null,
  folder: 'models',
  size: 92e6,
  digest: '0'.repeat(64),
  ...changes,
})
const namesake = (name: string, changes: Partial<NamingFacts> = {}): Namesake => ({ id: name, name, ...facts(changes) })

it.each<[string, Partial<NamingFacts>, Partial<NamingFacts>, string, string]>([
  ['quantization', { quantization: 'Q8_0', size: 1 }, {}, 'model (Q8_0)', 'model (Q4_K_M)'],
  ['weights', { parameters: 7e9, folder: 'b' }, {}, 'model (7.00 B)', 'model (135 M)'],
  ['base', { base: 'oak' }, { base: 'moss' }, 'model (oak)', 'model (moss)'],
  ['folder', { folder: 'b', size: 1 }, { folder: 'a' }, 'model (b)', 'model (a)'],
  ['size', { size: 93e6, digest: 'f'.repeat(64) }, {}, 'model (93.0 MB)', 'model (92.0 MB)'],
  ['content', { digest: 'abcdef0123'.padEnd(64, '0') }, {}, 'model (abcdef01)', 'model (00000000)'],
])('models of one name are told apart by their %s, the first fact that differs', (_, newcomer, other, name, to) => {
  expect(nameApart('model', facts(newcomer), [namesake('model', other)])).toEqual({
    name,
    renamed: { id: 'model', from: 'model', to },
  })
})

it('a name that nobody has is left as it is, and a fact that one of several shares is passed over', () => {
  expect(nameApart('model', facts(), [])).toEqual({ name: 'model', renamed: null })
  expect(nameApart('model', facts(), [namesake('model (Q8_0)', { folder: 'a', quantization: 'Q8_0' })])).toEqual({
    name: 'model (Q4_K_M)',
    renamed: null,
  })
  const others = [namesake('model (Q4_K_M)', { folder: 'a' }), namesake('model', { quantization: 'Q8_0', folder: 'b' })]
  expect(nameApart('model', facts({ folder: 'c' }), others)).toEqual({
    name: 'model (c)',
    renamed: { id: 'model', from: 'model', to: 'model (b)' },
  })
})

it('a name that is taken is not given twice, and one without the fact keeps its name', () => {
  const others = [namesake('model'), namesake('model (Q8_0)', { folder: 'x' })]
  expect(nameApart('model', facts({ quantization: 'Q8_0', base: 'oak' }), others)).toEqual({
    name: 'model (oak)',
    renamed: null,
  })
  const long = facts({ folder: 'f'.repeat(80), digest: '1'.repeat(64) })
  expect(nameApart('model', long, [namesake('model')]).name).toBe('model (11111111)')
  expect(() => nameApart('model', facts(), [namesake('model')])).toThrow(/content that differs/)
})
