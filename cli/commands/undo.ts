import type { Command } from 'commander'
import { plural } from '../../core/format/quantity.ts'
import { UsageFailure } from '../failure.ts'
import { formatTable } from '../format/table.ts'
import { wholeNumber } from '../option-values.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'

interface UndoOptions {
  readonly list?: boolean
  readonly forget?: boolean
}

export function addUndoCommand(program: Command, run: RunCommand): void {
  program
    .command('undo')
    .description('put back what was removed from the database; the last 20 removals of the last 7 days are kept')
    .argument(
      '[removal]',
      'number of the removal, as --list shows it (default: the latest)',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--list', 'list what can be undone, the latest first')
    .option('--forget', 'forget what is kept of the removal, or of all, in place of undoing it')
    .action((removal: number | undefined, options: UndoOptions, self: Command) =>
      run(self, (session) => undo(session, removal, options), existingDatabase),
    )
}

async function undo(session: Session, removalId: number | undefined, { list, forget }: UndoOptions): Promise<void> {
  if (list === true && (forget === true || removalId !== undefined))
    throw new UsageFailure('--list: expected no removal and no --forget beside it')
  const { engine, output } = session
  const named = removalId === undefined ? {} : { removalId }
  if (list === true) return listRemovals(session)
  if (forget === true) {
    const { forgotten } = await engine.call('removals.forget', named)
    return output.result(
      () => ({ forgotten }),
      () => `forgot ${plural(forgotten, 'removal')}\n`,
    )
  }
  const restored = await runOperation(session, (operation) => engine.call('removals.undo', { ...named, operation }))
  for (const { from, to } of restored.renamed) output.note(`note: ${from} is named ${to} now: its name was taken`)
  if (restored.known > 0)
    output.note(
      `note: ${plural(restored.known, 'row was', 'rows were')} there already, made anew meanwhile, and stayed`,
    )
  await output.result(
    () => restored,
    () => `restored ${restored.what}\n`,
  )
}

async function listRemovals({ engine, output }: Session): Promise<void> {
  const removals = await engine.call('removals.list', {})
  await output.result(
    () => ({ removals }),
    () =>
      removals.length === 0
        ? 'nothing was removed that can be undone\n'
        : formatTable(
            [{ title: 'removal', align: 'right' }, { title: 'removed' }, { title: 'what went' }],
            removals.map(({ id, removedAt, what }) => [String(id), removedAt, what]),
          ),
  )
}
