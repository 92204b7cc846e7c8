import type { LlamaLibrary } from './library.ts'

/** Receives a warning or an error of llama.cpp, one line. */
export type LogListener = (line: string) => void

const names = { 3: 'warn', 4: 'error' } as const
/** ggml_log_level of a piece that goes on with the line before. */
const continued = 5

/**
 * The log of the library in this process: warnings and errors go to a listener, and everything to whoever collects it.
 */
export class LibraryLog {
  #level = 0
  #collected: string[] | undefined

  constructor(library: LlamaLibrary, onLog: LogListener | undefined) {
    library.setLog((level, text) => {
      this.#level = level === continued ? this.#level : level
      const line = text.trimEnd()
      if (line === '') return
      this.#collected?.push(line)
      const name = names[this.#level as keyof typeof names]
      if (name !== undefined) onLog?.(`[${name}] ${line}`)
    })
  }

  /** The result of a piece of work and the lines that the library wrote meanwhile. */
  async during<Result>(
    work: () => Result | Promise<Result>,
  ): Promise<{ readonly result: Result; readonly lines: readonly string[] }> {
    const lines: string[] = []
    this.#collected = lines
    try {
      return { result: await work(), lines }
    } finally {
      this.#collected = undefined
    }
  }
}
