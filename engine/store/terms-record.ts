import { crc32 } from 'node:zlib'
import { termsEach } from '../../core/similarity/gene-terms.ts'

/** Terms of similarity of one pair of probes, or of one probe with itself, for some genes of the genome. */
export interface KeptTerms {
  /** Indices of the genes, rising. */
  readonly genes: Int32Array
  /** `termsEach` numbers for each gene, in the same order. */
  readonly values: Float64Array
}

/**
 * Terms as they are stored: the values, then the genes; the doubles and whole numbers of the machine, which are
 * little-endian wherever llama.cpp runs. Sums of products have no digits to save.
 */
export function packedTerms({ genes, values }: KeptTerms): { readonly content: Uint8Array; readonly checksum: number } {
  const content = new Uint8Array(values.byteLength + genes.byteLength)
  content.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  content.set(new Uint8Array(genes.buffer, genes.byteOffset, genes.byteLength), values.byteLength)
  return { content, checksum: crc32(content) }
}

/** Undefined where the content is not what was stored. */
export function unpackedTerms(content: Uint8Array, checksum: number): KeptTerms | undefined {
  const bytesEach = termsEach * Float64Array.BYTES_PER_ELEMENT + Int32Array.BYTES_PER_ELEMENT
  if (content.length % bytesEach !== 0 || crc32(content) !== checksum) return undefined
  const count = content.length / bytesEach
  // A copy begins where doubles may.
  const { buffer } = new Uint8Array(content)
  return {
    values: new Float64Array(buffer, 0, termsEach * count),
    genes: new Int32Array(buffer, termsEach * count * Float64Array.BYTES_PER_ELEMENT, count),
  }
}
