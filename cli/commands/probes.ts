import type { Command } from 'commander'
import { durationText, plural, significant } from '../../core/format/quantity.ts'
import { toleranceText } from '../../core/format/tolerance.ts'
import type { ProbeSummary } from '../../engine/api/contract.ts'
import { foldedRemarks } from '../../engine/remarks/folded-remarks.ts'
import { ruleText } from '../find-genome.ts'
import { addListOptions, chosenRows, listTable, type ListColumn, type ListOptions } from '../format/listing.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import type { Session } from '../session.ts'

export function addProbesCommand(program: Command, run: RunCommand): void {
  const probes = program.command('probes').description('the stored results of probing models with genomes')
  const listing = probes.command('list').description('list the probes, complete or not')
  addListOptions(listing, probeColumns).action((options: ListOptions, command: Command) =>
    run(command, (session) => list(session, options), existingDatabase),
  )
}

const probeColumns: readonly ListColumn<ProbeSummary>[] = [
  { id: 'model', title: 'model', cell: ({ modelName }) => modelName },
  { id: 'genome', title: 'genome', cell: ({ genomeName }) => genomeName },
  {
    id: 'genes',
    title: 'genes',
    align: 'right',
    cell: ({ complete, done, genes }) => (complete ? String(done) : `${done} of ${genes}`),
    key: ({ done }) => done,
  },
  {
    id: 'tolerance',
    title: 'tolerance',
    cell: ({ settings }) => toleranceText(settings),
    key: ({ settings }) => settings.tolerance,
  },
  { id: 'alleles', title: 'alleles', cell: ({ settings }) => ruleText(settings) },
  {
    id: 'weights',
    title: 'weights',
    cell: ({ precision }) => (precision === 'file' ? 'as stored' : precision.toUpperCase()),
  },
  {
    id: 'bound',
    title: 'bound',
    align: 'right',
    cell: ({ meanBound }) => significant(meanBound),
    key: ({ meanBound }) => meanBound,
  },
  {
    id: 'time',
    title: 'time',
    align: 'right',
    cell: ({ elapsed }) => durationText(elapsed),
    key: ({ elapsed }) => elapsed,
  },
]

async function list({ engine, output }: Session, options: ListOptions): Promise<void> {
  const all = await engine.call('probes.list', {})
  const probes = chosenRows(all, probeColumns, options)
  const remarks = foldedRemarks(probes)
  output.remarks(remarks)
  await output.result(
    () => ({ probes, remarks }),
    () =>
      all.length === 0
        ? 'no probes yet; make some with: cladescope probe MODEL\n'
        : probes.length === 0
          ? `none of ${plural(all.length, 'probe')} fits\n`
          : listTable(probes, probeColumns, options),
  )
}
