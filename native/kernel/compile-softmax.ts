import { readFile } from 'node:fs/promises'
import asc from 'assemblyscript/asc'

/** Compiles softmax.assemblyscript with the pinned AssemblyScript; returns the bytes of the WebAssembly module. */
export async function compileSoftmax(): Promise<Uint8Array> {
  const source = await readFile(new URL('./softmax.assemblyscript', import.meta.url), 'utf8')
  let binary: Uint8Array | null = null
  const { error, stderr } = await asc.main(
    ['softmax.ts', '--outFile', 'softmax.wasm', '-O3', '--converge', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--noAssert'],
    {
      readFile: (name) => (name === 'softmax.ts' ? source : null),
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) binary = contents as Uint8Array
      },
      listFiles: () => [],
    },
  )
  if (error !== null || binary === null) throw new Error(`softmax.assemblyscript does not compile: ${stderr.toString()}`)
  return binary
}
