/** Tokens as bytes: what reading alleles needs of a vocabulary. */
export interface TokenBytes {
  readonly size: number
  /** `control` and `end` tokens end an allele; `text` tokens append their bytes. */
  kind(token: number): 'text' | 'control' | 'end'
  bytes(token: number): Uint8Array
}
