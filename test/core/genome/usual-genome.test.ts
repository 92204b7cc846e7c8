import { expect, test } from 'vitest'
import { usualGenome } from '../../../core/genome/usual-genome.ts'

const genome = (name: string) => ({ name })

test('the genome that most models were probed with, and before that the general one', () => {
  const genomes = [genome('code'), genome('general'), genome('own')]
  expect(usualGenome(genomes, [{ probedGenomes: [] }])?.name).toBe('general')
  expect(usualGenome(genomes, [{ probedGenomes: ['own'] }, { probedGenomes: ['own', 'code'] }])?.name).toBe('own')
  expect(usualGenome([genome('own')], [])?.name).toBe('own')
  expect(usualGenome([], [])).toBeUndefined()
})
