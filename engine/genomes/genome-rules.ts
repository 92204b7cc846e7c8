import { countText, plural } from '../../core/format/quantity.ts'
import { createHash } from 'node:crypto'
import { ApiError } from '../api/api-error.ts'

/** Limits of a genome. A gene is a text prefix that is evaluated whole; a genome is probed on every model. */
const genomeLimits = { genes: 100_000, geneBytes: 16_384, totalBytes: 16 * 2 ** 20 } as const

/** sha256 over the genes in order, each as its UTF-8 length in bytes, a colon and the text. */
export function genomeDigest(genes: readonly string[]): string {
  const hash = createHash('sha256')
  for (const gene of genes) hash.update(`${String(Buffer.byteLength(gene))}:`).update(gene)
  return hash.digest('hex')
}

/** The id of a genome: the first 16 characters of its digest. */
export function genomeId(digest: string): string {
  return digest.slice(0, 16)
}

/** Throws ApiError at the first gene that cannot be probed: empty, ill-formed Unicode, too long, or a repetition. */
export function checkGenes(genes: readonly string[]): void {
  if (genes.length === 0) throw new ApiError('invalid', 'A genome needs at least one gene; found none.')
  if (genes.length > genomeLimits.genes) {
    throw new ApiError(
      'invalid',
      `A genome may have up to ${plural(genomeLimits.genes, 'gene')}; found ${countText(genes.length)}.`,
    )
  }
  const seen = new Map<string, number>()
  let total = 0
  genes.forEach((gene, index) => {
    const which = `Gene ${String(index + 1)}`
    if (gene === '') throw new ApiError('invalid', `${which} is empty; a gene is a text of at least one character.`)
    if (!gene.isWellFormed())
      throw new ApiError('invalid', `${which} is not well-formed Unicode (it holds half of a surrogate pair).`)
    if (gene.includes('\0')) throw new ApiError('invalid', `${which} contains the character U+0000.`)
    const bytes = Buffer.byteLength(gene)
    if (bytes > genomeLimits.geneBytes) {
      throw new ApiError(
        'invalid',
        `${which} has ${plural(bytes, 'byte')}; a gene may have up to ${countText(genomeLimits.geneBytes)}.`,
      )
    }
    const earlier = seen.get(gene)
    if (earlier !== undefined) {
      throw new ApiError(
        'invalid',
        `${which} is the same as gene ${String(earlier + 1)}: ${JSON.stringify(gene.slice(0, 60))}. Each gene counts once.`,
      )
    }
    seen.set(gene, index)
    total += bytes
  })
  if (total > genomeLimits.totalBytes) {
    throw new ApiError(
      'invalid',
      `The genes have ${plural(total, 'byte')} in all; a genome may have up to ${countText(genomeLimits.totalBytes)}.`,
    )
  }
}
