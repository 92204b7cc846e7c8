import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { electronBinary, hasScreen } from '../../cli/build/electron-binary.ts'
import { buildNode } from '../../cli/build/node-side.ts'
import { ensurePage } from '../../cli/build/page.ts'
import { temporaryFolder } from '../cli/run-cli.ts'

const packageFolder = fileURLToPath(new URL('../../', import.meta.url))
const binary = electronBinary(join(packageFolder, 'node_modules', 'electron'), process.env, existsSync)
const isWanted = process.env['ELECTRON_SMOKE'] === '1'
const canRun = isWanted && binary !== undefined && hasScreen(process.platform, process.env)
if (!canRun)
  console.log(
    `skipped: the Electron smoke test (${isWanted ? 'no binary or no screen here' : 'set ELECTRON_SMOKE=1 to run it'})`,
  )

const folder = temporaryFolder()
afterAll(() => folder.remove())

test.skipIf(!canRun)('the app starts, opens its database, and ends when asked', { timeout: 180_000 }, async () => {
  await ensurePage(() => undefined)
  await buildNode()
  const database = join(folder.path, 'cladescope.sqlite')
  const child = spawn(binary!, [join(packageFolder, 'dist', 'electron', 'main.js'), `--user-data-dir=${folder.path}`], {
    env: { ...process.env, CLADESCOPE_DB: database },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  await expect.poll(() => existsSync(database), { timeout: 60_000 }).toBe(true)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})
