import { commandHint } from '../engine/command-hint.ts'
import { createInterface } from 'node:readline'
import { Option } from 'commander'
import { oneLine } from '../core/format/printable.ts'
import type { CallInput } from '../engine/api/contract.ts'
import { CommandFailure, UsageFailure } from './failure.ts'
import type { Session } from './session.ts'

/** What a command that removes something takes. */
export interface RemovalOptions {
  readonly yes?: boolean
}

export function yesOption(): Option {
  return new Option('--yes', 'remove without asking')
}

/**
 * Asks on a terminal whether something is to be removed, and says what goes with it; nothing is the answer where
 * nothing is typed. With `--yes` nothing is asked. Throws where the answer is no, and where there is no terminal.
 */
export async function confirmRemoval(
  session: Session,
  removal: CallInput<'removals.preview'>,
  { yes = false }: RemovalOptions,
): Promise<void> {
  if (yes) return
  const { engine, output } = session
  const { what } = await engine.call('removals.preview', removal)
  // What is gone already is told by the removal itself.
  if (what === null) return
  if (output.json || process.stdin.isTTY !== true || process.stderr.isTTY !== true)
    throw new UsageFailure(`this removes ${oneLine(what)}; to do so write --yes, as there is no terminal to ask on`)
  const answer = await asked(session, `remove ${oneLine(what)}? It can be undone with: ${commandHint('undo')} [y/N] `)
  if (!/^(?:y|yes)$/i.test(answer.trim())) throw new CommandFailure('nothing was removed', { code: 'cancelled' })
}

/** A line that is typed; empty where the terminal ends. */
async function asked({ interruption }: Session, question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // In raw mode Ctrl-C is a key, which the interruption has to be told of.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await interruption.guard(
      new Promise<string>((resolve) => {
        lines.question(question, resolve)
        lines.once('close', () => resolve(''))
      }),
    )
  } finally {
    lines.close()
  }
}
