import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { compileKernel, kernelSources } from './compile-kernel.ts'

/** Development only: compiles the kernels, each `name.assemblyscript`, and writes `name.wasm.ts` beside it. */
for (const source of Object.values(kernelSources)) {
  const base64 = Buffer.from(await compileKernel(source)).toString('base64')
  const lines = base64.match(/.{1,120}/g) ?? []
  await writeFile(
    new URL(source.file.href.replace(/\.assemblyscript$/, '.wasm.ts')),
    `/** Compiled from ${basename(source.file.pathname)} by build-kernel.ts; base64 of a WebAssembly module. */\nexport const kernelModule =\n${lines
      .map((line) => `  '${line}'`)
      .join(' +\n')}\n`,
  )
}
