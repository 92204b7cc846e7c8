import type { Command } from 'commander'
import { createOutput, type Output } from './output.ts'
import type { GlobalOptions } from './session.ts'

/** Runs a command that computes from files alone: no engine is started and no database is opened. */
export async function runWithoutEngine(command: Command, work: (output: Output) => Promise<void>): Promise<void> {
  const output = createOutput(command.optsWithGlobals<GlobalOptions>().json === true)
  try {
    await work(output)
  } finally {
    output.progress.end()
  }
}
