/**
 * What the reader accepts from a header it does not trust. Each is far above what real files hold (the largest
 * vocabularies have some 260,000 tokens and 500,000 merges, the largest models some 10,000 tensors) and low enough to
 * bound time and memory.
 */
export const headerLimits = {
  keys: 65_536,
  tensors: 100_000,
  /** Bytes of a metadata key or a tensor name. */
  nameBytes: 65_535,
  /** Bytes of one string value. */
  stringBytes: 16 * 2 ** 20,
  /** Elements over all arrays of the header. */
  arrayElements: 2 ** 26,
  arrayDepth: 8,
  /** Elements of an array that are kept; the rest is walked over. */
  keptElements: 64,
  /** Tokens of a vocabulary among which one that stands there twice is looked for. */
  comparedTexts: 4_194_304,
  /** Bytes of all that precedes the tensor data. */
  headerBytes: 2 ** 29,
  alignment: 2 ** 20,
} as const
