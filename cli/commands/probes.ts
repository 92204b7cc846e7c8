import { commandHint } from '../../engine/command-hint.ts'
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { durationText, plural, significant } from '../../core/format/quantity.ts'
import { toleranceText } from '../../core/format/tolerance.ts'
import type { ProbeSummary } from '../../engine/api/contract.ts'
import type { RemovedAnswer } from '../../engine/api/removals-contract.ts'
import { foldedRemarks } from '../../engine/remarks/folded-remarks.ts'
import { confirmRemoval, yesOption, type RemovalOptions } from '../confirm-removal.ts'
import { CommandFailure } from '../failure.ts'
import { findGenome, ruleText } from '../find-genome.ts'
import { findKnownModel } from '../find-model.ts'
import { addListOptions, chosenRows, listTable, type ListColumn, type ListOptions } from '../format/listing.ts'
import { noteUndo } from '../note-undo.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import type { Session } from '../session.ts'
import { genomeOption } from './rule-options.ts'

interface ProbeRemovalOptions extends RemovalOptions {
  readonly genome?: string
}

export function addProbesCommand(program: Command, run: RunCommand): void {
  const probes = program.command('probes').description('the stored results of probing models with genomes')
  probes
    .command('remove')
    .description('remove the probes of a model, with all genes')
    .argument('<model>', 'id, name or path of a model')
    .addOption(genomeOption('all'))
    .addOption(yesOption())
    .action((model: string, options: ProbeRemovalOptions, command: Command) =>
      run(command, (session) => remove(session, model, options), existingDatabase),
    )

  const listing = probes.command('list').description('list the probes, complete or not')
  addListOptions(listing, probeColumns).action((options: ListOptions, command: Command) =>
    run(command, (session) => list(session, options), existingDatabase),
  )
}

async function remove(session: Session, model: string, options: ProbeRemovalOptions): Promise<void> {
  const { engine, output } = session
  const { id: modelId, name } = await findKnownModel(session, model)
  const genome = options.genome === undefined ? undefined : await findGenome(session, options.genome)
  const probes = (await engine.call('probes.list', {})).filter(
    (probe) => probe.modelId === modelId && (genome === undefined || probe.genomeId === genome.id),
  )
  if (probes.length === 0)
    throw new CommandFailure(`no probes of '${name}'${genome === undefined ? '' : ` with genome '${genome.name}'`}`, {
      code: 'not-found',
    })
  await confirmRemoval(session, { kind: 'probe', ids: probes.map(({ id }) => id) }, options)
  const group = randomUUID()
  let answer: RemovedAnswer | undefined
  for (const { id } of probes) answer = await engine.call('probes.remove', { probeId: id, group })
  await output.result(
    () => ({ removed: true, model: name, probes: probes.map(({ id }) => id) }),
    () => `removed ${plural(probes.length, 'probe')} of ${name}\n`,
  )
  if (answer !== undefined) noteUndo(session, answer)
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
        ? `no probes yet; make some with: ${commandHint('probe')} MODEL\n`
        : probes.length === 0
          ? `none of ${plural(all.length, 'probe')} fits\n`
          : listTable(probes, probeColumns, options),
  )
}
