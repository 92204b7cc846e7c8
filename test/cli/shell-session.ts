import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** Whether a program is on the PATH. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}

interface ShellSession {
  /** Starts the shell with its start-up files; its prompt is `ready> `, and a command ends with a line `END`. */
  readonly command: string
  readonly environment: NodeJS.ProcessEnv
  /** Where typed commands leave their arguments, a NUL behind each and another behind all. */
  readonly record: string
}

/**
 * Types lines into an interactive shell in a pseudo terminal, of the program `script`, one after another: each as the
 * keys that are pressed, the last of them Enter. Answers the arguments of the command that each line has become.
 */
export async function argumentsTyped(
  { command, environment, record }: ShellSession,
  lines: readonly string[],
): Promise<string[][]> {
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const closed = once(child, 'close')
  const until = async (condition: () => boolean): Promise<void> => {
    const limit = performance.now() + 30_000
    while (!condition()) {
      if (performance.now() > limit) throw new Error(`expected another prompt, found ${JSON.stringify(printed)}`)
      await delay(20)
    }
  }
  try {
    await until(() => printed.includes('ready> '))
    for (const line of lines) {
      const ends = printed.split('END').length
      child.stdin.write(line)
      await until(
        () => printed.split('END').length > ends && printed.slice(printed.lastIndexOf('END')).includes('ready> '),
      )
    }
  } finally {
    child.kill('SIGKILL')
    await closed
  }
  return readFileSync(record, 'utf8')
    .split('\0\0')
    .slice(0, -1)
    .map((call) => call.split('\0'))
}
