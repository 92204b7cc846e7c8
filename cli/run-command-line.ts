import { CommanderError } from 'commander'
import { readFileSync } from 'node:fs'
import { exitCodes, Interrupted, UsageFailure } from './failure.ts'
import { oneLine } from '../core/format/printable.ts'
import { write } from './output.ts'
import { createProgram } from './program.ts'
import { runCommand } from './run-command.ts'

const packageFile = new URL('../package.json', import.meta.url)

/** Runs one command line in this process; resolves to the exit code. */
export async function runCommandLine(argumentsGiven: readonly string[]): Promise<number> {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }
  try {
    await createProgram(version, runCommand).parseAsync(argumentsGiven, { from: 'user' })
    return exitCodes.success
  } catch (error) {
    return await report(error, argumentsGiven.includes('--verbose'))
  }
}

/** Says what went wrong in one line on stderr, with the stack only where it was asked for. */
async function report(error: unknown, verbose: boolean): Promise<number> {
  // Commander has written its own line already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage
  const message = error instanceof Error ? error.message : String(error)
  await write(process.stderr, `cladescope: ${oneLine(message === '' ? 'failed without a message' : message)}\n`)
  if (verbose && error instanceof Error) await write(process.stderr, `${stackOf(error)}\n`)
  if (error instanceof Interrupted) return error.signal === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted
  return error instanceof UsageFailure ? exitCodes.usage : exitCodes.failure
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}

/** Ends the process with the code of a command line once it has run. */
export async function runAndExit(argumentsGiven: readonly string[]): Promise<never> {
  // A reader that has seen enough (`| head`) closes the pipe; that is no failure of the command.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.success)
    throw error
  })
  process.exitCode = await runCommandLine(argumentsGiven)
  // Nothing is left to wait for; a stray handle of a library must not keep the terminal busy.
  process.exit()
}
