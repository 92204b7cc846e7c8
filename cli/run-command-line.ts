import { CommanderError } from 'commander'
import { readFileSync } from 'node:fs'
import { ApiError, type ApiErrorCode } from '../engine/api/api-error.ts'
import { AbsentDatabase } from '../engine/store/database-error.ts'
import { asksForJson } from './asks-for-json.ts'
import { CommandFailure, exitCodes, Interrupted, UsageFailure } from './failure.ts'
import { oneLine } from '../core/format/printable.ts'
import { write, writeFailureDocument } from './output.ts'
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
    return await report(error, argumentsGiven)
  }
}

/**
 * Says what went wrong in one line on stderr, with the stack only where it was asked for; under `--json` in a document
 * on stdout too.
 */
async function report(error: unknown, argumentsGiven: readonly string[]): Promise<number> {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.success
  const { code, exitCode, message } = failureOf(error)
  // Commander has written its own line already.
  if (!(error instanceof CommanderError)) await write(process.stderr, `cladescope: ${message}\n`)
  if (argumentsGiven.includes('--verbose') && error instanceof Error && !(error instanceof CommanderError))
    await write(process.stderr, `${stackOf(error)}\n`)
  if (asksForJson(argumentsGiven)) await writeFailureDocument(code, message)
  return exitCode
}

/** The code and message of a failure's document, and the exit code. */
function failureOf(error: unknown): { readonly code: string; readonly exitCode: number; readonly message: string } {
  const message = messageOf(error)
  const line = oneLine(message === '' ? 'failed without a message' : message)
  if (error instanceof CommanderError)
    return { code: 'usage', exitCode: exitCodes.usage, message: usageMessage(error, line) }
  if (error instanceof UsageFailure) return { code: 'usage', exitCode: exitCodes.usage, message: line }
  if (error instanceof Interrupted)
    return {
      code: 'interrupted',
      exitCode: error.signal === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted,
      message: line,
    }
  return { code: codeOf(error), exitCode: exitCodes.failure, message: line }
}

/** An error about a field of a request is one about the option of that name. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { message } = error
  if (!(error instanceof ApiError) || error.field === undefined) return message
  const title = `${error.field}: `
  const isTitled = message.slice(0, title.length).toLowerCase() === title
  return `--${error.field}: ${isTitled ? message.slice(title.length) : message}`
}

/** Commander's own words, but for a command line without a command, where it only prints the help. */
function usageMessage({ code }: CommanderError, line: string): string {
  return code === 'commander.help' ? 'expected a command, found none' : line.replace(/^error: /, '')
}

/** By the codes of the Api. */
function codeOf(error: unknown): ApiErrorCode {
  if (error instanceof ApiError || error instanceof CommandFailure) return error.code
  return error instanceof AbsentDatabase ? 'not-found' : 'failed'
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
