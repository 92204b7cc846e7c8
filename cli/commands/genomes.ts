import type { Command } from 'commander'
import { plural } from '../../core/format/quantity.ts'
import { confirmRemoval, yesOption, type RemovalOptions } from '../confirm-removal.ts'
import { findGenome } from '../find-genome.ts'
import { formatTable } from '../format/table.ts'
import { readGenomeFile } from '../genome-file.ts'
import { noteUndo } from '../note-undo.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'

export function addGenomesCommand(program: Command, run: RunCommand): void {
  const genomes = program.command('genomes').description('the lists of text prefixes that models are probed with')

  genomes
    .command('list')
    .description('list the genomes')
    .action((_: unknown, command: Command) => run(command, list, existingDatabase))

  genomes
    .command('add')
    .description('add a genome: JSON {name, genes: [text]}, or plain text with one gene a line')
    .argument('<file>', 'genome file')
    .action((file: string, _: unknown, command: Command) => run(command, (session) => add(session, file)))

  genomes
    .command('remove')
    .description('remove a genome that is not built in, with the probes made with it')
    .argument('<genome>', 'name or id of a genome')
    .addOption(yesOption())
    .action((name: string, options: RemovalOptions, command: Command) =>
      run(command, (session) => remove(session, name, options), existingDatabase),
    )
}

async function remove(session: Session, name: string, options: RemovalOptions): Promise<void> {
  const genome = await findGenome(session, name)
  // What is built in is refused by the removal itself.
  if (!genome.builtIn) await confirmRemoval(session, { kind: 'genome', ids: [genome.id] }, options)
  const answer = await session.engine.call('genomes.remove', { genomeId: genome.id })
  await session.output.result(
    () => ({ removed: true, id: genome.id, name: genome.name }),
    () => `removed ${genome.name}\n`,
  )
  noteUndo(session, answer)
}

async function list({ engine, output }: Session): Promise<void> {
  const genomes = await engine.call('genomes.list', {})
  await output.result(
    () => ({ genomes }),
    () =>
      formatTable(
        [
          { title: 'name' },
          { title: 'genes', align: 'right' },
          { title: 'built in' },
          { title: 'digest' },
          { title: 'description' },
        ],
        genomes.map((genome) => [
          genome.name,
          String(genome.genes),
          genome.builtIn ? 'yes' : 'no',
          genome.digest.slice(0, 12),
          genome.description,
        ]),
      ),
  )
}

async function add(session: Session, file: string): Promise<void> {
  const { engine, output } = session
  const { name, genes } = readGenomeFile(file)
  const before = await engine.call('genomes.list', {})
  const genome = await runOperation(session, (operation) =>
    engine.call('genomes.add', { name, genes: [...genes], operation }),
  )
  const known = before.some(({ id }) => id === genome.id)
  await output.result(
    () => ({ ...genome, known }),
    () => `${known ? 'known already as' : 'added'} genome ${genome.name} with ${plural(genome.genes, 'gene')}\n`,
  )
}
