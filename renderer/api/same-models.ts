/** Fields of a request that say what its answer is about: titles and names of files are made of these. */
const subject = ['genomeId', 'modelIds'] as const

/** Whether two requests compare the same models by the same genome, whatever else they ask for. */
export function isOfSameModels(left: unknown, right: unknown): boolean {
  const about = (request: unknown) =>
    JSON.stringify(subject.map((field) => (request as Readonly<Record<string, unknown>>)[field]))
  return about(left) === about(right)
}
