import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'

/** The part of the AssemblyScript compiler that is used. */
interface Compiler {
  main(
    options: readonly string[],
    files: {
      readFile(name: string): string | null
      writeFile(name: string, contents: string | Uint8Array): void
      listFiles(): string[]
    },
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>
}

/**
 * Not a literal: the compiler's own types would bring AssemblyScript's globals, a poorer `console` among them, into the
 * program.
 */
const compilerModule: string = 'assemblyscript/asc'

const optimised = [
  '-O3',
  '--converge',
  '--runtime',
  'stub',
  '--noAssert',
  '--enable',
  'simd',
  '--enable',
  'relaxed-simd',
  '--enable',
  'bulk-memory',
]
/**
 * The memory comes from outside. A module that takes a shared one must name a maximum, here all that 32 bits address.
 */
const memoryOptions = {
  own: ['--importMemory'],
  shared: ['--importMemory', '--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'],
}

export interface KernelSource {
  /** An AssemblyScript file, `name.assemblyscript`; the module is committed beside it as `name.wasm.ts`. */
  readonly file: URL
  /** Whether the threads of a process have one memory for it. */
  readonly memory: keyof typeof memoryOptions
}

const source = (path: string, memory: KernelSource['memory']): KernelSource => ({
  file: new URL(`${path}.assemblyscript`, import.meta.url),
  memory,
})

export const kernelSources = {
  vocabulary: source('./vocabulary-kernel', 'shared'),
  sketch: source('../weights/sketch-kernel', 'own'),
} as const

/** Compiles a kernel with the pinned AssemblyScript; returns the bytes of the WebAssembly module. */
export async function compileKernel({ file, memory }: KernelSource): Promise<Uint8Array> {
  const { default: compiler } = (await import(compilerModule)) as { readonly default: Compiler }
  const text = await readFile(file, 'utf8')
  let binary: Uint8Array | null = null
  const { error, stderr } = await compiler.main(
    ['kernel.ts', '--outFile', 'kernel.wasm', ...optimised, ...memoryOptions[memory]],
    {
      readFile: (name) => (name === 'kernel.ts' ? text : null),
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) binary = contents as Uint8Array
      },
      listFiles: () => [],
    },
  )
  if (error !== null || binary === null)
    throw new Error(`${basename(file.pathname)} does not compile: ${stderr.toString()}`)
  return binary
}
