import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { compileSoftmax } from './compile-softmax.ts'

/** Development only: compiles softmax.assemblyscript and writes softmax.wasm.ts beside it. */
const base64 = Buffer.from(await compileSoftmax()).toString('base64')
const lines = base64.match(/.{1,120}/g) ?? []
await writeFile(
  fileURLToPath(new URL('./softmax.wasm.ts', import.meta.url)),
  `/** Compiled from softmax.assemblyscript by build-softmax.ts; base64 of a WebAssembly module. */\nexport const softmaxModule =\n${lines
    .map((line) => `  '${line}'`)
    .join(' +\n')}\n`,
)
