/** Fields of a request that say what its answer is about: titles and names of files are made of these. */
const subject = ['genomeId', 'modelIds'] as const

/** Fields that say which numbers of a comparison are meant. */
const comparison = [...subject, 'rule', 'measure'] as const

/** Whether two requests compare the same models by the same genome, whatever else they ask for. */
export function isOfSameModels(left: unknown, right: unknown): boolean {
  return isSameIn(subject, left, right)
}

/** Whether the answers of two requests can stand beside each other: they are about the same distances. */
export function isOfSameComparison(left: unknown, right: unknown): boolean {
  return isSameIn(comparison, left, right)
}

function isSameIn(fields: readonly string[], left: unknown, right: unknown): boolean {
  const about = (request: unknown) =>
    JSON.stringify(fields.map((field) => (request as Readonly<Record<string, unknown>>)[field]))
  return about(left) === about(right)
}
