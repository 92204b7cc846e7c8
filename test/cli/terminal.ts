import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { main } from './run-cli.ts'
import { isInstalled } from './shell-session.ts'

/** Whether command lines can be run in a pseudo terminal here; without the program `script` they cannot. */
export const hasTerminals = isInstalled('script')
if (!hasTerminals) console.info("terminals: not tested, as the program 'script' is not installed")

interface TerminalChoices {
  readonly columns?: number
  readonly environment?: NodeJS.ProcessEnv
  /** What is done once something is printed, one after another: keys that are pressed. */
  readonly steps?: readonly (readonly [printed: string | RegExp, keys: string])[]
  /** Runs in the shell of the terminal before the program, in the background: `sleep 1; stty cols 20`. */
  readonly meanwhile?: string
}

/** Runs a command line in a pseudo terminal, with its default database in the given folder. */
export async function runInTerminal(
  folder: string,
  argumentsGiven: readonly string[],
  { columns = 80, environment = {}, steps = [], meanwhile }: TerminalChoices = {},
): Promise<{ readonly code: number | null; readonly printed: string }> {
  const call = [process.execPath, main, ...argumentsGiven].map(quoted).join(' ')
  const aside = meanwhile === undefined ? '' : `(${meanwhile}) </dev/tty & `
  const child = spawn('script', ['-qfec', `stty cols ${String(columns)} rows 24; ${aside}exec ${call}`, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, CLADESCOPE_DB: join(folder, 'cladescope.sqlite'), NO_COLOR: '1', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let printed = ''
  let isOver = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const closed = once(child, 'close').then(([code]) => {
    isOver = true
    return code as number | null
  })
  for (const [expected, keys] of steps) {
    const isThere = (): boolean => (typeof expected === 'string' ? printed.includes(expected) : expected.test(printed))
    while (!isThere()) {
      if (isOver) throw new Error(`expected ${String(expected)} in a terminal, found ${JSON.stringify(printed)}`)
      await delay(20)
    }
    child.stdin.write(keys)
  }
  return { code: await closed, printed }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
