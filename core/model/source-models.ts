/** A model that another program keeps, as far as it is counted. */
interface SourceModel {
  readonly bytes: number
  /** Equal where the content is the same. */
  readonly content: string
  readonly isKnown: boolean
}

interface Count {
  readonly count: number
  readonly bytes: number
}

interface SourceModels {
  /** Contents, each once. */
  readonly all: Count
  /** Those of which the library does not have every file: that a file is a copy may be presumed only. */
  readonly fresh: Count
  /** Files beyond the first of each content. */
  readonly shared: number
}

/** How many models sources have together, with their bytes: what several of them have counts once. */
export function sourceModels(sources: readonly { readonly models: readonly SourceModel[] }[]): SourceModels {
  const files = sources.flatMap(({ models }) => models)
  const contents = [...Map.groupBy(files, ({ content }) => content).values()].map((copies) => ({
    bytes: copies[0]!.bytes,
    isKnown: copies.every(({ isKnown }) => isKnown),
  }))
  return {
    all: countOf(contents),
    fresh: countOf(contents.filter(({ isKnown }) => !isKnown)),
    shared: files.length - contents.length,
  }
}

function countOf(models: readonly Pick<SourceModel, 'bytes'>[]): Count {
  return { count: models.length, bytes: models.reduce((sum, { bytes }) => sum + bytes, 0) }
}
