import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { genesPerBlock } from '../../native/gene-blocks.ts'

const folder = new URL('../../models/genomes/', import.meta.url)
const shape = z.strictObject({
  name: z.string(),
  description: z.string().min(20),
  license: z.literal('CC0-1.0'),
  genes: z.array(z.string()),
  topics: z.array(z.string().min(1)),
})
const read = (name: string) => shape.parse(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')))
const codePoints = (text: string) => [...text].length
const names = ['code', 'general', 'math', 'nursery']

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function ending(gene: string): string {
  if (gene.endsWith('\n')) return 'newline'
  if (gene.endsWith(' ')) return 'space'
  return /[\p{L}\p{M}\p{N}]$/u.test(gene) ? 'word' : 'punctuation'
}

it('ships these genomes and nothing else', () => {
  expect(readdirSync(folder).sort()).toEqual([...names, 'quick'].map((name) => `${name}.json`))
})

it('quick is the first block of general, so that its genes count for that too', () => {
  const quick = read('quick')
  const general = read('general')
  expect(quick.genes).toEqual(general.genes.slice(0, genesPerBlock))
  expect(quick.topics).toEqual(general.topics.slice(0, genesPerBlock))
  // A model is loaded for the longest text of a genome: as long, nothing differs.
  const longest = (genes: readonly string[]) => Math.max(...genes.map((gene) => Buffer.byteLength(gene)))
  expect(longest(quick.genes)).toBe(longest(general.genes))
})

describe.each(names)('genome %s', (name) => {
  const genome = read(name)

  it('is named like its file', () => {
    expect(genome.name).toBe(name)
  })

  it('has 128 genes, each with a topic', () => {
    expect(genome.genes).toHaveLength(128)
    expect(genome.topics).toHaveLength(128)
  })

  // The nursery's documents are short, many below 100 characters, so its genes are too.
  const leastPerRange = name === 'nursery' ? 10 : 24

  it('has genes of 20 to 99 characters, spread over the whole range', () => {
    const lengths = genome.genes.map(codePoints)
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(20)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(99)
    for (const from of [20, 40, 60, 80]) {
      const within = lengths.filter((length) => length >= from && length < from + 20).length
      expect(within, `genes of ${from} to ${from + 19} characters`).toBeGreaterThanOrEqual(leastPerRange)
    }
  })

  it('has no two genes with the same first 20 characters', () => {
    const starts = genome.genes.map((gene) => [...gene].slice(0, 20).join(''))
    const repeated = [...countBy(starts)].filter(([, count]) => count > 1)
    expect(repeated).toEqual([])
  })

  it('ends genes in different ways', () => {
    const endings = countBy(genome.genes.map(ending))
    for (const way of ['word', 'space', 'punctuation']) {
      expect(endings.get(way) ?? 0, `genes that end in a ${way}`).toBeGreaterThanOrEqual(3)
    }
  })

  it('is well-formed text without carriage returns or control characters', () => {
    for (const gene of genome.genes) {
      expect(gene.isWellFormed(), gene).toBe(true)
      expect(gene, JSON.stringify(gene)).not.toMatch(/[^\P{Cc}\n\t]|\uFFFD/u)
    }
  })
})

describe('topics', () => {
  it('code: at least 10 languages with 4 genes or more', () => {
    const languages = [...countBy(read('code').topics)].filter(([, count]) => count >= 4)
    expect(languages.length).toBeGreaterThanOrEqual(10)
  })

  it('general: about a tenth of the genes in other languages, among them other scripts', () => {
    const { genes, topics } = read('general')
    const languages =
      'spanish german french portuguese italian chinese japanese russian arabic hindi polish turkish korean'.split(' ')
    const counts = countBy(topics)
    for (const language of languages) expect(counts.get(language) ?? 0, language).toBeGreaterThanOrEqual(1)
    const foreign = topics.filter((topic) => languages.includes(topic)).length
    expect(foreign / genes.length).toBeGreaterThan(0.08)
    expect(foreign / genes.length).toBeLessThan(0.15)
    const scripts: [string, RegExp][] = [
      ['chinese', /\p{Script=Han}/u],
      ['japanese', /\p{Script=Hiragana}/u],
      ['russian', /\p{Script=Cyrillic}/u],
      ['arabic', /\p{Script=Arabic}/u],
      ['hindi', /\p{Script=Devanagari}/u],
      ['korean', /\p{Script=Hangul}/u],
    ]
    for (const [language, script] of scripts) expect(genes[topics.indexOf(language)], language).toMatch(script)
  })

  it('math: ten kinds of text, some of it LaTeX', () => {
    const { genes, topics } = read('math')
    expect(countBy(topics).size).toBeGreaterThanOrEqual(10)
    expect(genes.filter((gene) => /\$|\\[a-z]+/.test(gene)).length).toBeGreaterThanOrEqual(25)
  })

  it('nursery: four domains in both styles, every town at least twice', () => {
    const { genes, topics } = read('nursery')
    const counts = countBy(topics)
    for (const domain of ['tales', 'sums', 'code', 'facts']) {
      for (const topic of [domain, `${domain}:1`]) expect(counts.get(topic) ?? 0, topic).toBeGreaterThanOrEqual(8)
    }
    for (const town of 'Arlen Brask Corvo Delm Estry Folm Garrick Hesk Irune Jasper Kolm Lutra Mosk Nerin Orlo Prast'.split(
      ' ',
    )) {
      expect(genes.filter((gene) => gene.includes(town)).length, town).toBeGreaterThanOrEqual(2)
    }
  })
})
