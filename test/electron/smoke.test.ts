import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { electronBinary, hasScreen } from '../../cli/build/electron-binary.ts'
import { buildNode } from '../../cli/build/node-side.ts'
import { ensurePage } from '../../cli/build/page.ts'
import { smoke } from '../../electron/package/smoke-run.ts'

const packageFolder = fileURLToPath(new URL('../../', import.meta.url))
const binary = electronBinary(join(packageFolder, 'node_modules', 'electron'), process.env, existsSync)
const isWanted = process.env['ELECTRON_SMOKE'] === '1'
const canRun = isWanted && binary !== undefined && hasScreen(process.platform, process.env)
if (!canRun)
  console.log(
    `skipped: the Electron smoke test (${isWanted ? 'no binary or no screen here' : 'set ELECTRON_SMOKE=1 to run it'})`,
  )

test.skipIf(!canRun)('the app opens, computes a tree of demo models, and ends', { timeout: 400_000 }, async () => {
  await ensurePage(() => undefined)
  await buildNode()
  const steps: string[] = []
  const values = [join(packageFolder, 'dist', 'electron', 'main.js')]
  await smoke({ program: binary!, values, say: (step) => void steps.push(step) })
  expect(steps).toHaveLength(4)
})

test('a program that ends at once, or is none, is told of with what it said', async () => {
  const program = process.execPath
  const values = ['-e', "console.error('no screen'); process.exit(3)", '--']
  await expect(smoke({ program, values, say: () => undefined })).rejects.toThrow(/end with code 3: no screen/)
  await expect(smoke({ program: '/nowhere/cladescope', say: () => undefined })).rejects.toThrow('ENOENT')
})
