import type { Command } from 'commander'
import type { Limits, MachineLimits } from '../../engine/api/limits-contract.ts'
import { bytesText, plural } from '../../core/format/quantity.ts'
import { formatTable } from '../format/table.ts'
import { byteSize, unlimited, wholeNumber } from '../option-values.ts'
import { noDatabase, type RunCommand } from '../run-command.ts'
import type { Session } from '../session.ts'

type LimitOptions = Partial<Record<keyof Limits, number | 'none'>>

export function addLimitsCommand(program: Command, run: RunCommand): void {
  program
    .command('limits')
    .description('what loaded models may take of this machine, beside what it has; with options: sets it')
    .option('--threads <number>', 'at most so many CPU threads, or none for no limit', unlimited(wholeNumber(1, 1024)))
    .option(
      '--memory <size>',
      'at most so much memory, such as 6GB or 500MB, for a model on the CPU, or none',
      unlimited(byteSize),
    )
    .option('--gpu-layers <number>', 'at most so many layers on the GPU, or none', unlimited(wholeNumber(0, 10_000)))
    .action((options: LimitOptions, self: Command) => run(self, (session) => limits(session, options), noDatabase))
}

async function limits({ engine, output }: Session, wanted: LimitOptions): Promise<void> {
  const changed = Object.entries(wanted).map(([name, value]) => [name, value === 'none' ? null : value])
  const isSet = changed.length > 0
  const answer = isSet
    ? await engine.call('limits.set', Object.fromEntries(changed) as Partial<Limits>)
    : await engine.call('limits.get', {})
  await output.result(
    () => answer,
    () => limitsTable(answer),
  )
  if (isSet) output.note('They hold for models that are loaded from now on; what is loaded keeps what it has.')
}

function limitsTable({ limits: { threads, memory, gpuLayers }, machine }: MachineLimits): string {
  return formatTable(
    [{ title: '' }, { title: 'at most' }, { title: 'this machine' }],
    [
      ['threads', threads === null ? 'no limit' : String(threads), plural(machine.cores, 'core')],
      [
        'memory',
        memory === null ? 'no limit' : bytesText(memory),
        `${bytesText(machine.memory)}, ${bytesText(machine.availableMemory)} of it free`,
      ],
      ['layers on the GPU', gpuLayers === null ? 'no limit' : String(gpuLayers), devicesText(machine.devices)],
    ],
  )
}

function devicesText(devices: readonly string[] | null): string {
  if (devices === null) return 'its GPU could not be looked at'
  return devices.length === 0 ? 'no GPU that can be used' : devices.join(', ')
}
