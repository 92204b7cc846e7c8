/**
 * `npm run smoke -- PATH` starts a packaged app and looks whether it works: its window opens, its engine answers, a
 * tree of the demo models is computed, and it ends with all of its processes. PATH is the program; in a clone,
 * Electron's binary followed by dist/electron/main.js.
 */
import { fileURLToPath } from 'node:url'
import { smoke } from './smoke-run.ts'

const [program, ...values] = process.argv.slice(2)
if (program === undefined) {
  process.stderr.write('expected the path of a packaged Cladescope, found none: npm run smoke -- PATH\n')
  process.exitCode = 2
} else {
  try {
    await smoke({ program, values, say: (text) => void process.stdout.write(`${text}\n`) })
  } catch (error) {
    process.stderr.write(
      `${fileURLToPath(import.meta.url)}: ${error instanceof Error ? error.message : String(error)}\n`,
    )
    process.exitCode = 1
  }
}
