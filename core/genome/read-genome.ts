import { countText, plural } from '../format/quantity.ts'
import type { Genome } from './genome.ts'
import { GenomeError } from './genome-error.ts'

const mostGenes = 100_000
const longestName = 100

/**
 * Reads a genome file: JSON `{name, genes: [text]}`, or plain text with one gene a line, named after the file. Genes
 * keep their leading and trailing spaces; empty lines are skipped. What the genes may be is checked where a genome is
 * stored. Throws GenomeError.
 *
 * @param fileName without its folder
 */
export function readGenome(text: string, fileName: string): Genome {
  if (/\.json$/i.test(fileName) || text.trimStart().startsWith('{')) return readDocument(text)
  const genes = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  if (genes.length === 0) throw new GenomeError('expected one gene a line, found no line with text')
  if (genes.length > mostGenes)
    throw new GenomeError(`expected at most ${plural(mostGenes, 'gene')}, found ${countText(genes.length)}`)
  return { name: fileName.replace(/(.)\.[^.]*$/, '$1'), genes }
}

function readDocument(text: string): Genome {
  let document: unknown
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new GenomeError(`not valid JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const wrong = (what: string): GenomeError => new GenomeError(`expected {name, genes: [text]}: ${what}`)
  if (document === null || typeof document !== 'object' || Array.isArray(document))
    throw wrong(`found ${kindOf(document)}`)
  const { name, genes } = document as { readonly name?: unknown; readonly genes?: unknown }
  const trimmed = typeof name === 'string' ? name.trim() : undefined
  if (trimmed === undefined) throw wrong(`name: expected a text, found ${kindOf(name)}`)
  if (trimmed === '' || trimmed.length > longestName)
    throw wrong(`name: expected 1 to ${plural(longestName, 'character')}, found ${trimmed.length}`)
  if (!Array.isArray(genes)) throw wrong(`genes: expected a list, found ${kindOf(genes)}`)
  if (genes.length === 0 || genes.length > mostGenes)
    throw wrong(`genes: expected 1 to ${countText(mostGenes)} of them, found ${countText(genes.length)}`)
  genes.forEach((gene: unknown, index) => {
    if (typeof gene !== 'string') throw wrong(`genes.${index}: expected a text, found ${kindOf(gene)}`)
  })
  return { name: trimmed, genes: genes as string[] }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
