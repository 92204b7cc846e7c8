import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommandFailure } from '../failure.ts'
import { withBuildLock } from './build-lock.ts'
import { isFresh } from './freshness.ts'

const packageFolder = dirname(fileURLToPath(new URL('../../package.json', import.meta.url)))

/** Folder of the built UI. */
const pageFolder: string = join(packageFolder, 'dist', 'renderer')

/**
 * Makes sure that the UI is built: in a clone it is built where it is missing or older than its sources; an installed
 * package brings it along. Returns its folder. `note` tells a person that a build is going on.
 */
export async function ensurePage(note: (text: string) => void): Promise<string> {
  const index = join(pageFolder, 'index.html')
  const sources = ['renderer', 'core', 'engine/api', 'docs/methods.md', 'package-lock.json'].map((name) =>
    join(packageFolder, name),
  )
  const isClone = existsSync(join(packageFolder, 'renderer', 'index.html'))
  if (!isClone) {
    if (existsSync(index)) return pageFolder
    throw new CommandFailure('the UI is missing from this installation; install the package again')
  }
  if (isFresh(index, sources)) return pageFolder
  const vite = join(packageFolder, 'node_modules', 'vite', 'bin', 'vite.js')
  if (!existsSync(vite)) {
    if (existsSync(index)) return pageFolder
    throw new CommandFailure('the UI is not built and vite is not installed; run: npm ci')
  }
  await withBuildLock(join(packageFolder, 'dist', '.page-lock'), async () => {
    if (isFresh(index, sources)) return
    note('building the UI ...')
    await build(vite)
  })
  return pageFolder
}

function build(vite: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', 'renderer', '--logLevel', 'warn'], {
      cwd: packageFolder,
      // Under another NODE_ENV, libraries leave out parts that the page needs.
      env: { ...process.env, NODE_ENV: 'production' },
      // The build's words are progress: they go to stderr, stdout belongs to the command.
      stdio: ['ignore', 2, 2],
    })
    child.once('error', (error) => reject(new CommandFailure(`the UI could not be built: ${error.message}`)))
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else
        reject(
          new CommandFailure(
            `the UI could not be built: vite ended with ${signal ?? `code ${code}`}; see its lines above, then run: npm run build:renderer`,
          ),
        )
    })
  })
}
