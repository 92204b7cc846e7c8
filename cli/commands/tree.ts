import { Option, type Command } from 'commander'
import { treeRequest, type TreeRoot } from '../../engine/analyses/tree.ts'
import type { GenomeSummary, Tree } from '../../engine/api/contract.ts'
import { findModel } from '../find-model.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import { addSettingOptions, chosenSettings } from '../setting-options.ts'
import type { Session } from '../session.ts'
import { drawTree } from '../format/draw-tree.ts'
import { findScope, measureOption, type ScopeOptions } from './distances.ts'
import { addRuleOptions, genomeOption } from './rule-options.ts'

interface TreeOptions extends ScopeOptions {
  readonly root: string
  readonly format?: 'newick' | 'json'
}

export function addTreeCommand(program: Command, run: RunCommand): void {
  const command = program
    .command('tree')
    .description('the tree of all models with complete results for a genome')
    .argument('[model...]', 'only these models')
    .addOption(genomeOption())
    .addOption(measureOption())
    .addOption(new Option('--root <root>', 'none, midpoint, or the id or name of a model').default('none'))
  addSettingOptions(command, treeRequest).addOption(
    new Option('--format <format>', 'instead of a drawing').choices(['newick', 'json']),
  )
  addRuleOptions(command, 'default: as probed').action((models: string[], options: TreeOptions, self: Command) =>
    run(self, (session) => printTree(session, models, options), existingDatabase),
  )
}

async function printTree(session: Session, modelArguments: readonly string[], options: TreeOptions): Promise<void> {
  const { genome, request } = await findScope(session, modelArguments, options)
  const root = await findRoot(session, options.root)
  const input = { ...request, ...chosenSettings(treeRequest, options), root }
  const tree = await runOperation(session, (operation) => session.engine.call('analysis.tree', { ...input, operation }))
  for (const note of tree.notes) session.output.note(`note: ${note}`)
  await session.output.result(
    () => treeDocument(tree, genome),
    () =>
      options.format === 'newick'
        ? `${tree.newick}\n`
        : `${drawTree(tree, process.stdout.columns ?? 80)}\n${tree.newick}\n`,
  )
}

/** The root that an option means. */
export async function findRoot(session: Session, argument: string): Promise<TreeRoot> {
  if (argument === 'none' || argument === 'midpoint') return argument
  return { modelId: (await findModel(session, argument)).id }
}

/** The document of `tree --json`. */
export function treeDocument(tree: Tree, genome: GenomeSummary) {
  return { ...tree, genome: genome.name, genomeDigest: genome.digest }
}
