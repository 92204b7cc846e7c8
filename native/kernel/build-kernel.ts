import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { compileKernel } from './compile-kernel.ts'

/** Development only: compiles vocabulary-kernel.assemblyscript and writes vocabulary-kernel.wasm.ts beside it. */
const base64 = Buffer.from(await compileKernel()).toString('base64')
const lines = base64.match(/.{1,120}/g) ?? []
await writeFile(
  fileURLToPath(new URL('./vocabulary-kernel.wasm.ts', import.meta.url)),
  `/** Compiled from vocabulary-kernel.assemblyscript by build-kernel.ts; base64 of a WebAssembly module. */\nexport const kernelModule =\n${lines
    .map((line) => `  '${line}'`)
    .join(' +\n')}\n`,
)
