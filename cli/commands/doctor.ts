import type { Command } from 'commander'
import { CommandFailure } from '../failure.ts'
import { formatTable } from '../format/table.ts'
import type { RunCommand } from '../run-command.ts'
import type { Session } from '../session.ts'

export function addDoctorCommand(program: Command, run: RunCommand): void {
  program
    .command('doctor')
    .description('check the runtime, GPU, libraries and database')
    .action((_: unknown, command: Command) => run(command, doctor))
}

async function doctor({ engine, output, interruption }: Session): Promise<void> {
  const report = await interruption.guard(engine.call('system.doctor', {}))
  await output.result(
    () => report,
    () =>
      formatTable(
        [{ title: 'check' }, { title: '' }, { title: 'found' }],
        report.checks.map((check) => [check.name, check.ok ? 'ok' : 'FAULT', check.advice === undefined ? check.found : `${check.found} (${check.advice})`]),
      ),
  )
  if (!report.healthy) {
    const faults = report.checks.filter((check) => !check.ok).map((check) => check.name)
    throw new CommandFailure(`not healthy: ${faults.join(', ')}`)
  }
}
