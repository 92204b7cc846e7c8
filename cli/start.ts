/**
 * `npm start` in a clone: the app in Electron where its binary is present and there is a screen, else the same UI on a
 * loopback address; with `--sample` on the sample project. Nothing is downloaded: Electron's own module would, so its
 * files are only looked at.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { electronBinary, hasScreen } from './build/electron-binary.ts'
import { isFresh } from './build/freshness.ts'
import { buildNode, nodeBuildSources, nodeBuildStamp } from './build/node-side.ts'
import { ensurePage } from './build/page.ts'
import { runAndExit } from './run-command-line.ts'

const packageFolder = dirname(fileURLToPath(new URL('../package.json', import.meta.url)))
const note = (text: string): void => void process.stderr.write(`${text}\n`)

const wantsSample = process.argv.includes('--sample')
const appArguments = process.argv.slice(2).filter((argument) => argument !== '--sample')

const binary = electronBinary(join(packageFolder, 'node_modules', 'electron'), process.env, existsSync)
if (binary !== undefined && hasScreen(process.platform, process.env)) await openApp(binary)
else {
  note(
    binary === undefined
      ? 'Electron is not installed here; serving the same UI instead'
      : 'no screen found; serving the UI instead',
  )
  await runAndExit([wantsSample ? 'sample' : 'serve', ...appArguments])
}

async function openApp(electron: string): Promise<void> {
  await ensurePage(note)
  if (!isFresh(nodeBuildStamp, nodeBuildSources)) {
    note('building the app ...')
    await buildNode()
  }
  const environment = { ...process.env }
  if (wantsSample) {
    const { ensureSampleProject } = await import('../engine/sample/sample-project.ts')
    environment['CLADESCOPE_DB'] = ensureSampleProject()
  }
  delete environment['ELECTRON_RUN_AS_NODE']
  delete environment['NODE_OPTIONS']
  const child = spawn(electron, [join(packageFolder, 'dist', 'electron', 'main.js'), ...appArguments], {
    stdio: 'inherit',
    env: environment,
  })
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.once('error', (error) => {
    note(`cladescope: Electron could not be started: ${error.message}`)
    process.exitCode = 1
  })
  child.once('exit', (code) => (process.exitCode = code ?? 1))
}
