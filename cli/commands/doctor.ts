import { plural } from '../../core/format/quantity.ts'
import type { Command } from 'commander'
import type { DatabaseCheck } from '../../engine/doctor/check-database.ts'
import { checkInThread } from '../../engine/doctor/check-in-thread.ts'
import { CommandFailure } from '../failure.ts'
import { optionsNeed } from '../option-needs.ts'
import { printable } from '../../core/format/printable.ts'
import { formatTable } from '../format/table.ts'
import { OperationPace } from '../../engine/api/operation-pace.ts'
import { listenForInterruption } from '../interruption.ts'
import { existingDatabase, noteStopping, type RunCommand } from '../run-command.ts'
import type { Output } from '../output.ts'
import { runOperation } from '../run-operation.ts'
import { runWithoutEngine } from '../run-without-engine.ts'
import { chosenDatabaseFile, type Session } from '../session.ts'

export function addDoctorCommand(program: Command, run: RunCommand): void {
  const command = program
    .command('doctor')
    .description('check the runtime, GPU, libraries and database')
    .option('--check', 'read everything in the database and compare it with its checksums instead')
    .option('--repair', 'with --check: take out what is damaged, so that it is measured again')
  optionsNeed<DoctorOptions>(command, ['repair'], '--check', ({ check }) => check === true)
  command.action((options: DoctorOptions, self: Command) => {
    if (options.check === true)
      return runWithoutEngine(self, (output) =>
        checkStored(output, chosenDatabaseFile(self.optsWithGlobals()), options.repair === true),
      )
    return run(self, doctor, existingDatabase)
  })
}

interface DoctorOptions {
  readonly check?: boolean
  readonly repair?: boolean
}

async function doctor(session: Session): Promise<void> {
  const { engine, output } = session
  const report = await runOperation(session, (operation) => engine.call('system.doctor', { operation }))
  await output.result(
    () => report,
    () =>
      formatTable(
        [{ title: 'check' }, { title: '' }, { title: 'found' }],
        report.checks.map((check) => [
          check.name,
          check.kind === 'fact' ? '' : check.ok ? 'ok' : 'FAULT',
          check.advice === undefined ? check.found : `${check.found} (${check.advice})`,
        ]),
      ),
  )
  if (!report.healthy) {
    const faults = report.checks.filter((check) => !check.ok).map((check) => check.name)
    throw new CommandFailure(`not healthy: ${faults.join(', ')}`)
  }
}

async function checkStored(output: Output, databaseFile: string, repair: boolean): Promise<void> {
  const check = await checkedWithProgress(output, databaseFile, repair)
  await output.result(
    () => check,
    () => checkText(check),
  )
  if (check.repaired || (check.structure.length === 0 && check.damaged.length === 0)) return
  throw new CommandFailure(`${check.database} is damaged${remedyOf(check, repair)}`)
}

/** The check with its progress on stderr; an interruption ends it. */
async function checkedWithProgress({ progress }: Output, file: string, repair: boolean): Promise<DatabaseCheck> {
  const interruption = listenForInterruption(noteStopping)
  const pace = new OperationPace()
  const unit = 'populations'
  try {
    return await interruption.guard(
      checkInThread(file, repair, interruption.signal, (done, total) => {
        progress.update({ label: 'reading', done, total, unit, remaining: pace.left({ done, total, unit }) })
      }),
    )
  } finally {
    interruption.release()
    progress.end()
  }
}

function remedyOf({ structure, damaged, mendable }: DatabaseCheck, repair: boolean): string {
  if (!repair && structure.length > 0 && mendable)
    return '; nothing that was stored is lost by that: --check --repair mends it'
  if (!repair && damaged.length > 0)
    return '; --check --repair takes out what is named above, or restore the file from a backup'
  return ' in a way that taking records out does not mend: restore it from a backup'
}

function checkText({ database, populations, structure, damaged, repaired }: DatabaseCheck): string {
  const lines = [
    `${database}: ${plural(populations, 'population')}`,
    ...structure.map((finding) => `${repaired ? 'mended' : 'damaged'}: ${finding}`),
    ...damaged.map(
      ({ what, removal, remedy }) =>
        `${repaired ? 'taken out' : 'damaged'}: ${what}\n  ${repaired ? 'removed' : 'would be removed'}: ${removal}; then: ${remedy}`,
    ),
    ...(structure.length === 0 && damaged.length === 0 ? ['everything is as it was stored'] : []),
  ]
  return `${lines.map((line) => line.split('\n').map(printable).join('\n')).join('\n')}\n`
}
