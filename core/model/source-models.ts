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
  /** Those that the library does not have. */
  readonly fresh: Count
  /** Files beyond the first of each content. */
  readonly shared: number
}

/** How many models sources have together, with their bytes: what several of them have counts once. */
export function sourceModels(sources: readonly { readonly models: readonly SourceModel[] }[]): SourceModels {
  const files = sources.flatMap(({ models }) => models)
  const contents = [...new Map(files.map((model) => [model.content, model])).values()]
  return {
    all: countOf(contents),
    fresh: countOf(contents.filter(({ isKnown }) => !isKnown)),
    shared: files.length - contents.length,
  }
}

function countOf(models: readonly SourceModel[]): Count {
  return { count: models.length, bytes: models.reduce((sum, { bytes }) => sum + bytes, 0) }
}
