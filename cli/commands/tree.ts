import { familyColour } from '../../core/model/family-colour.ts'
import { Option, type Command } from 'commander'
import { plural } from '../../core/format/quantity.ts'
import { treeLayouts, type TreeLayoutName } from '../../core/layout/tree-placing.ts'
import { figureFile } from '../../core/scene/figure-file.ts'
import { rootWords } from '../../engine/analyses/comparison-words.ts'
import { treeRequest } from '../../engine/analyses/tree.ts'
import { insideRequest, type TreeInside } from '../../engine/analyses/tree-choices.ts'
import { treeCaption, treeDrawing } from '../../engine/analyses/tree-drawing.ts'
import { treeNewick } from '../../engine/analyses/tree-newick.ts'
import type { GenomeSummary, Tree } from '../../engine/api/contract.ts'
import { UsageFailure } from '../failure.ts'
import { findRoot } from '../find-root.ts'
import { optionsNeed } from '../option-needs.ts'
import { comparisonDocument, comparisonText, compareWithReference, readReferenceTree } from '../reference-tree.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import { addSettingOptions, chosenSettings } from '../setting-options.ts'
import type { Session } from '../session.ts'
import { drawTree } from '../format/draw-tree.ts'
import { printCombinedTree } from './combined-tree.ts'
import { findScope, measureOption, type ScopeOptions } from './distances.ts'
import { addRuleOptions, genomeOption } from './rule-options.ts'

interface TreeOptions extends ScopeOptions {
  readonly root: string
  readonly inside: TreeInside
  readonly format?: 'newick' | 'json' | 'svg' | 'dot'
  readonly layout?: TreeLayoutName
  readonly against?: string
}

export function addTreeCommand(program: Command, run: RunCommand): void {
  const command = program
    .command('tree')
    .description('the tree of all models with complete results for a genome')
    .argument('[model...]', 'only these models')
    .addOption(genomeOption())
    .addOption(measureOption())
    .addOption(new Option('--root <root>', rootWords.option).default('none'))
  addSettingOptions(command, insideRequest)
  addSettingOptions(command, treeRequest)
    .addOption(
      new Option('--format <format>', 'instead of a drawing in characters').choices(['newick', 'json', 'svg', 'dot']),
    )
    .option('--against <file>', 'a tree in Newick format to compare with, by the names of the models')
    .addOption(
      new Option('--layout <layout>', 'of the svg (default: unrooted, or phylogram with a root)').choices(treeLayouts),
    )
  optionsNeed<TreeOptions>(command, ['layout'], '--format svg', ({ format }) => format === 'svg')
  optionsNeed<TreeOptions>(command, ['layout', 'against'], '--inside behaviour', ({ inside }) => inside === 'behaviour')
  addRuleOptions(command, 'default: as probed').action((models: string[], options: TreeOptions, self: Command) =>
    run(
      self,
      (session) => (options.inside === 'weights' ? printCombinedTree : printTree)(session, models, options),
      existingDatabase,
    ),
  )
}

async function printTree(session: Session, modelArguments: readonly string[], options: TreeOptions): Promise<void> {
  const { against, format } = options
  if (format === 'dot') throw new UsageFailure('--format dot: expected --inside weights with it, found behaviour')
  if (against !== undefined && (format === 'newick' || format === 'svg') && !session.output.json)
    throw new UsageFailure(`--against: expected no --format, or json, found ${format}`)
  const reference = against === undefined ? null : readReferenceTree(against, session.output)
  const scope = await findScope(session, modelArguments, options)
  const { genome, request } = scope
  const root = await findRoot(session, scope, rootArgument(options))
  const input = { ...request, ...chosenSettings(treeRequest, options), root }
  const tree = await runOperation(session, (operation) => session.engine.call('analysis.tree', { ...input, operation }))
  session.output.remarks(tree.remarks)
  const comparison = reference === null ? null : compareWithReference(tree, reference, against!, session.output)
  const drawing = format === 'svg' ? await treeFile(session, tree, genome, options) : null
  await session.output.result(
    () => ({
      ...treeDocument(tree, genome),
      ...(comparison === null ? {} : { against: comparisonDocument(comparison, against!) }),
    }),
    () =>
      drawing ??
      (format === 'newick'
        ? `${treeNewick(tree)}\n`
        : `${drawTree(tree, process.stdout.columns ?? 80)}\n${treeNewick(tree)}\n${comparison === null ? '' : `\n${comparisonText(comparison, against!)}`}`),
  )
}

/** All layouts but the unrooted one need a root. */
function rootArgument({ format, layout, root }: TreeOptions): string {
  const needsRoot = format === 'svg' && layout !== undefined && layout !== 'unrooted'
  return needsRoot && root === 'none' ? 'midpoint' : root
}

/** The tree as an SVG file, as the page saves it. */
async function treeFile(session: Session, tree: Tree, genome: GenomeSummary, options: TreeOptions): Promise<string> {
  const models = new Map((await session.engine.call('models.list', {})).map((model) => [model.id, model]))
  const { scene } = treeDrawing(tree, {
    title: `${plural(tree.nodes.filter(({ modelId }) => modelId !== null).length, 'model')}, genome ${genome.name}`,
    layout: options.layout ?? (tree.rooted ? 'phylogram' : 'unrooted'),
    width: 1000,
    colours: {
      title: 'Family',
      valueOf: (id) => {
        const model = models.get(id)
        return model === undefined ? null : familyColour({ name: model.family, source: model.familySource })
      },
    },
    caption: (supportPlaces) =>
      treeCaption(tree, { supportPlaces, isRootForDisplay: rootArgument(options) !== options.root }),
  })
  return figureFile(scene).svg
}

/** The document of `tree --json`. */
export function treeDocument(tree: Tree, genome: GenomeSummary) {
  const { nodes, rooted, root, ...rest } = tree
  return { nodes, rooted, root, newick: treeNewick(tree), ...rest, genome: genome.name, genomeDigest: genome.digest }
}
