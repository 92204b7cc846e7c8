import { plural } from '../../core/format/quantity.ts'
import { figureFile } from '../../core/scene/figure-file.ts'
import { familyColour } from '../../core/model/family-colour.ts'
import { combinedDot } from '../../engine/analyses/combined-dot.ts'
import { combinedCaption, combinedDrawing } from '../../engine/analyses/combined-drawing.ts'
import { combinedNewick } from '../../engine/analyses/combined-newick.ts'
import type { CombinedTree } from '../../engine/analyses/combined-tree.ts'
import { treeRequest } from '../../engine/analyses/tree.ts'
import type { GenomeSummary } from '../../engine/api/contract.ts'
import { combinedTreeText } from '../format/combined-tree-text.ts'
import { runOperation } from '../run-operation.ts'
import { readWeights, withReasonsUnread } from '../run-sketching.ts'
import type { Session } from '../session.ts'
import { chosenSettings } from '../setting-options.ts'
import { comparedModels, findScope, type ScopeOptions } from './distances.ts'
import { findRoot } from '../find-root.ts'

interface CombinedTreeOptions extends ScopeOptions {
  readonly root: string
  readonly format?: 'newick' | 'json' | 'svg' | 'dot'
}

/** The tree whose families are lineages by weights; reads the weights of the models first where that is missing. */
export async function printCombinedTree(
  session: Session,
  modelArguments: readonly string[],
  options: CombinedTreeOptions,
): Promise<void> {
  const scope = await findScope(session, modelArguments, options)
  const { genome, request } = scope
  const root = await findRoot(session, scope, options.root)
  const sketched = await readWeights(session, await comparedModels(session, scope))
  const input = { ...request, ...chosenSettings(treeRequest, options), root }
  const computed = await runOperation(session, (operation) =>
    session.engine.call('analysis.combinedTree', { ...input, operation }),
  )
  const combined = { ...computed, remarks: withReasonsUnread(computed.remarks, sketched) }
  session.output.remarks(combined.remarks)
  const drawing = options.format === 'svg' ? await treeFile(session, combined, genome) : ''
  await session.output.result(
    () => combinedDocument(combined, genome),
    () =>
      options.format === 'svg'
        ? drawing
        : options.format === 'dot'
          ? combinedDot(combined)
          : options.format === 'newick'
            ? `${combinedNewick(combined)}\n`
            : `${combinedTreeText(combined)}\n${combinedCaption(combined)}\n`,
  )
}

/** The tree as an SVG file, as the page saves it. */
async function treeFile(session: Session, combined: CombinedTree, genome: GenomeSummary): Promise<string> {
  const families = new Map(
    (await session.engine.call('models.list', {})).map(({ id, family: name, familySource: source }) => [
      id,
      familyColour({ name, source }),
    ]),
  )
  const scene = combinedDrawing(combined, {
    title: `${plural(combined.models.length, 'model')}, genome ${genome.name}`,
    width: 1000,
    colours: { title: 'Family', valueOf: (id) => families.get(id) ?? null },
  })
  return figureFile(scene).svg
}

/** The document of `tree --inside weights --json`. */
function combinedDocument(combined: CombinedTree, genome: GenomeSummary) {
  const { nodes, furtherEdges, ...rest } = combined
  return {
    inside: 'weights',
    nodes,
    furtherEdges,
    newick: combinedNewick(combined),
    ...rest,
    genome: genome.name,
    genomeDigest: genome.digest,
  }
}
