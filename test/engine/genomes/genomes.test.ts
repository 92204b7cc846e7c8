import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { registerBuiltInGenomes } from '../../../engine/genomes/built-in-genomes.ts'
import { checkGenes, genomeDigest } from '../../../engine/genomes/genome-rules.ts'
import { GenomeStore } from '../../../engine/store/genome-store.ts'
import { ModelStore } from '../../../engine/store/model-store.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { ProbeStore } from '../../../engine/store/probe-store.ts'
import { sampleModel, sampleSettings } from '../fixtures/samples.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

describe('the rules of a genome', () => {
  it('digest length-prefixed genes, so that no other division of the text has the same digest', () => {
    expect(genomeDigest(['ab', 'é'])).toBe(createHash('sha256').update('2:ab2:é').digest('hex'))
    expect(genomeDigest(['ab', 'c'])).not.toBe(genomeDigest(['a', 'bc']))
  })

  it.each<[string, string[], RegExp]>([
    ['no genes', [], /at least one gene; found none/],
    ['an empty gene', ['a', ''], /^Gene 2 is empty/],
    ['half a surrogate pair', ['ok', 'bad \ud800'], /^Gene 2 is not well-formed Unicode/],
    ['a null character', ['a\0b'], /^Gene 1 contains the character U\+0000/],
    ['a repetition', ['same', 'other', 'same'], /^Gene 3 is the same as gene 1: "same"/],
    ['an overlong gene', ['x'.repeat(16_385)], /^Gene 1 has 16\u202f385 bytes; a gene may have up to 16\u202f384/],
    [
      'too much text',
      Array.from({ length: 1100 }, (_, i) => `${String(i)}${'x'.repeat(16_000)}`),
      /genes have [\d\u202f]+ bytes in all/,
    ],
  ])('refuse %s', (_, genes, message) => {
    expect(() => {
      checkGenes(genes)
    }).toThrow(message)
  })

  it('accept spaces, line breaks and any script', () => {
    expect(() => {
      checkGenes([' ', '\n', 'こんにちは', 'a 👍🏽'])
    }).not.toThrow()
  })
})

describe('built-in genomes', () => {
  const folder = temporaryFolder()
  const ship = (genes: string[], description = 'Words.'): void => {
    writeFileSync(join(folder, 'words.json'), JSON.stringify({ name: 'words', description, license: 'CC0-1.0', genes }))
  }

  it('are registered once, follow a new description, and keep an older text that probes use', () => {
    const connection = openDatabase(':memory:')
    const genomes = new GenomeStore(connection)
    ship(['one', 'two'])
    registerBuiltInGenomes(folder, genomes)
    registerBuiltInGenomes(folder, genomes)
    expect(genomes.list()).toMatchObject([
      { name: 'words', genes: 2, builtIn: true, digest: genomeDigest(['one', 'two']) },
    ])
    ship(['one', 'two'], 'Two words.')
    registerBuiltInGenomes(folder, genomes)
    expect(genomes.list()).toMatchObject([{ description: 'Two words.' }])

    ship(['one', 'two', 'three'])
    registerBuiltInGenomes(folder, genomes)
    expect(genomes.list()).toMatchObject([{ name: 'words', genes: 3 }])

    new ModelStore(connection).insert(sampleModel('m'))
    new ProbeStore(connection).open({
      modelId: 'm',
      genomeId: genomes.byName('words')!.id,
      settings: sampleSettings,
      precision: 'file',
    })
    ship(['four'])
    registerBuiltInGenomes(folder, genomes)
    const kept = genomeDigest(['one', 'two', 'three'])
    expect(genomes.list().map(({ name, builtIn, genes }) => [name, builtIn, genes])).toEqual([
      ['words', true, 1],
      [`words (${kept.slice(0, 8)})`, false, 3],
    ])
    expect(genomes.texts(genomes.byDigest(kept)!.id)).toEqual(['one', 'two', 'three'])
  })

  it('take over a genome that the user had added with the same genes', () => {
    const genomes = new GenomeStore(openDatabase(':memory:'))
    genomes.insert({ id: 'x', name: 'mine', digest: genomeDigest(['four']), description: '', builtIn: false }, ['four'])
    ship(['four'])
    registerBuiltInGenomes(folder, genomes)
    expect(genomes.list()).toMatchObject([{ id: 'x', name: 'words', builtIn: true }])
  })

  it('are none where the folder is absent', () => {
    const genomes = new GenomeStore(openDatabase(':memory:'))
    registerBuiltInGenomes(join(folder, 'absent'), genomes)
    expect(genomes.list()).toEqual([])
  })
})
