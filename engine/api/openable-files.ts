/** What opening a file does, by the ending of its name: the same for the shell, the page and the packages. */

/** What a file is opened as. */
export type FileUse = 'models' | 'scores' | 'benchmark' | 'reference tree' | 'project'

export interface OpenableKind {
  readonly use: FileUse
  /** As the system and its dialogs call such a file. */
  readonly name: string
  /** Without the dot; files that end so are offered to the app by the system. */
  readonly endings: readonly string[]
  /** Opened too, but not claimed from other programs. */
  readonly furtherEndings: readonly string[]
  readonly mediaType: string
  /** Whether its text is read by the page; else the engine reads the file where it lies. */
  readonly isText: boolean
  /** Whether such files are the app's own, or it is one of several programs for them. */
  readonly isOwn: boolean
}

export const openableKinds: readonly OpenableKind[] = [
  {
    use: 'project',
    name: 'Cladescope project',
    endings: ['cladescope'],
    furtherEndings: [],
    mediaType: 'application/x-cladescope',
    isText: false,
    isOwn: true,
  },
  {
    use: 'models',
    name: 'GGUF model',
    endings: ['gguf'],
    furtherEndings: [],
    mediaType: 'application/x-gguf',
    isText: false,
    isOwn: false,
  },
  {
    use: 'scores',
    name: 'Table of scores',
    endings: ['csv'],
    furtherEndings: ['tsv', 'json'],
    mediaType: 'text/csv',
    isText: true,
    isOwn: false,
  },
  {
    use: 'benchmark',
    name: 'Benchmark in JSON lines',
    endings: ['jsonl'],
    furtherEndings: ['ndjson'],
    mediaType: 'application/jsonl',
    isText: true,
    isOwn: false,
  },
  {
    use: 'reference tree',
    name: 'Newick tree',
    endings: ['nwk'],
    furtherEndings: ['newick', 'tre', 'tree'],
    mediaType: 'text/x-nh',
    isText: true,
    isOwn: false,
  },
]

/** The kind of a file by its name or path; undefined where the app does not open such files. */
export function openableKindOf(name: string): OpenableKind | undefined {
  const ending = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase()
  if (ending === undefined) return undefined
  return openableKinds.find((kind) => kind.endings.includes(ending) || kind.furtherEndings.includes(ending))
}

/** Every ending that is opened, with a dot. */
export function openableEndings(): string[] {
  return openableKinds.flatMap((kind) => [...kind.endings, ...kind.furtherEndings]).map((ending) => `.${ending}`)
}

/** Bytes of the largest text file that is opened. */
export const largestTextFile = 12 * 2 ** 20
