import { readFile } from 'node:fs/promises'

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
 * The memory comes from outside; a module that takes a shared one must name a maximum, here all that 32 bits address.
 */
const sharedMemory = ['--importMemory', '--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536']
const options = [...optimised, ...sharedMemory]

/**
 * Compiles vocabulary-kernel.assemblyscript with the pinned AssemblyScript; returns the bytes of the WebAssembly
 * module.
 */
export async function compileKernel(): Promise<Uint8Array> {
  const { default: compiler } = (await import(compilerModule)) as { readonly default: Compiler }
  const source = await readFile(new URL('./vocabulary-kernel.assemblyscript', import.meta.url), 'utf8')
  let binary: Uint8Array | null = null
  const { error, stderr } = await compiler.main(
    ['vocabulary-kernel.ts', '--outFile', 'vocabulary-kernel.wasm', ...options],
    {
      readFile: (name) => (name === 'vocabulary-kernel.ts' ? source : null),
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) binary = contents as Uint8Array
      },
      listFiles: () => [],
    },
  )
  if (error !== null || binary === null)
    throw new Error(`vocabulary-kernel.assemblyscript does not compile: ${stderr.toString()}`)
  return binary
}
