import { execFile } from 'node:child_process'
import { cp, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/**
 * Builds the UI as it ships into a folder of the caller's, which is its to remove, and answers the folder. One run of
 * the tests builds it once, beside the cache that it isolates.
 */
export async function buildPage(): Promise<string> {
  const ownFolder = await mkdtemp(join(tmpdir(), 'cladescope-page-'))
  const cache = process.env['CLADESCOPE_CACHE']
  if (cache === undefined) await build(ownFolder)
  else {
    const built = join(cache, 'page-of-this-run')
    if (!(await exists(built))) {
      // A test file that comes first while another one builds builds its own; either is the same.
      const unfinished = await mkdtemp(join(cache, 'page-'))
      await build(unfinished)
      await rename(unfinished, built).catch(() => rm(unfinished, { recursive: true }))
    }
    await cp(built, ownFolder, { recursive: true })
  }
  return ownFolder
}

/**
 * In a process of its own: the test runner's NODE_ENV would make a build for tests, in which libraries leave out what
 * the content security policy might refuse.
 */
async function build(outDir: string): Promise<void> {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js')
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', 'renderer', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'],
    { cwd: root, env: { ...process.env, NODE_ENV: 'production' } },
  )
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
