import { commandHint } from '../../engine/command-hint.ts'
import { Option, type Command } from 'commander'
import type { Lineage } from '../../engine/analyses/lineage.ts'
import { CommandFailure } from '../failure.ts'
import { findGenome, findRule, onlyResults } from '../find-genome.ts'
import { findModels } from '../find-model.ts'
import { lineageDot } from '../../engine/analyses/lineage-dot.ts'
import { lineageText } from '../format/lineage-text.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import { readWeights, withReasonsUnread } from '../run-sketching.ts'
import type { Session } from '../session.ts'

interface LineageOptions {
  readonly format?: 'json' | 'dot'
  readonly genome?: string
}

export function addLineageCommand(program: Command, run: RunCommand): void {
  program
    .command('lineage')
    .description('which models descend from which, by their weights; reads the weights first where that is missing')
    .argument('[model...]', 'ids, names or files of models (default: all of the library)')
    .addOption(new Option('--format <format>', 'instead of a list').choices(['json', 'dot']))
    .option(
      '--genome <genome>',
      'a genome whose probes tell which models compute the same (default: the only one with results)',
    )
    .action((models: string[], options: LineageOptions, self: Command) =>
      run(
        self,
        (session) => printLineage(session, models, options),
        models.length === 0 ? existingDatabase : undefined,
      ),
    )
}

async function printLineage(
  session: Session,
  modelArguments: readonly string[],
  options: LineageOptions,
): Promise<void> {
  const chosen =
    modelArguments.length > 0
      ? await findModels(session, modelArguments)
      : await session.interruption.guard(session.engine.call('models.list', {}))
  if (chosen.length === 0)
    throw new CommandFailure(`the library is empty; add models with: ${commandHint('models add')} PATH`, {
      code: 'not-found',
    })
  const probed = options.genome === undefined ? await onlyResults(session) : await resultsWith(session, options.genome)
  const sketched = await readWeights(session, chosen)
  const computed = await runOperation(session, (operation) =>
    session.engine.call('analysis.lineage', {
      modelIds: chosen.map(({ id }) => id),
      ...probed,
      operation,
    }),
  )
  const lineage = { ...computed, remarks: withReasonsUnread(computed.remarks, sketched) }
  session.output.remarks(lineage.remarks)
  await session.output.result(
    () => lineageDocument(lineage),
    () => (options.format === 'dot' ? lineageDot(lineage) : lineageText(lineage)),
  )
}

async function resultsWith(session: Session, name: string) {
  const genome = await findGenome(session, name)
  return { genomeId: genome.id, rule: await findRule(session, genome, {}) }
}

/** The document of `lineage --json`: models by name. */
export function lineageDocument({ modelIds, models, families, edges, merges, declared, remarks }: Lineage) {
  const names = new Map(modelIds.map((id, index) => [id, models[index]!]))
  const nameOf = (id: string): string => names.get(id)!
  return {
    models,
    modelIds,
    families: families.map((family) => family.map(nameOf)),
    edges: edges.map(({ from, to, ...edge }) => ({ from: nameOf(from), to: nameOf(to), ...edge })),
    merges: merges.map(({ modelId, parents, base, residual }) => ({
      model: nameOf(modelId),
      parents: parents.map(({ modelId: parent, ...share }) => ({ model: nameOf(parent), ...share })),
      base: base === null ? null : nameOf(base),
      residual,
    })),
    declared: declared.map(({ from, to, isMeasured }) => ({ from: nameOf(from), to: nameOf(to), isMeasured })),
    remarks,
  }
}
