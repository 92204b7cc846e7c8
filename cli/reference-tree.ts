import { firstNames } from '../core/format/first-names.ts'
import { percentText, plural } from '../core/format/quantity.ts'
import { respelledText } from '../core/model/join-by-name.ts'
import { compareTrees, type TreeComparison } from '../core/tree/compare-trees.ts'
import { decimalCommas } from '../core/tree/decimal-commas.ts'
import { NewickError } from '../core/tree/newick-error.ts'
import { parseNewick } from '../core/tree/newick-parser.ts'
import { treeOfRows } from '../core/tree/node-rows.ts'
import type { Tree } from '../core/tree/tree.ts'
import type { Tree as TreeOfModels } from '../engine/api/contract.ts'
import { CommandFailure } from './failure.ts'
import { formatTable } from './format/table.ts'
import type { Output } from './output.ts'
import { readTextFile } from './text-file.ts'

/** The tree in a Newick file; a note tells where its lengths seem to have decimal commas. */
export function readReferenceTree(path: string, output: Output): Tree {
  const tree = ofFile(path, () => parseNewick(readTextFile(path).replace(/^\ufeff/, '')))
  const commas = decimalCommas(tree)
  if (commas.length > 0) {
    output.note(
      `note: ${path}: ${plural(commas.length, 'length')} with a decimal comma? Newick takes ${commas[0]!} as a length and a tip called ${commas[0]!.split(',')[1]!}; write a decimal point`,
    )
  }
  return tree
}

/** The tree of models beside a reference, whose file is named in errors and notes. */
export function compareWithReference(
  { nodes }: Pick<TreeOfModels, 'nodes'>,
  reference: Tree,
  path: string,
  output: Output,
): TreeComparison {
  const comparison = ofFile(path, () => compareTrees(treeOfRows(nodes), reference))
  const note = respelledText(comparison.respelled)
  if (note !== undefined) output.note(`note: ${path}: ${note}`)
  if (comparison.hasOtherNumbers.second)
    output.note(`note: ${path}: numbers at its branches lie outside 0 to 100, so they are not read as support`)
  if (comparison.rootSupports !== undefined)
    output.note(
      `note: ${path}: the two branches at its root are one, but have the supports ${comparison.rootSupports.join(' and ')}; none is taken`,
    )
  return comparison
}

/** What `tree --json` tells of the comparison. */
export function comparisonDocument(comparison: TreeComparison, path: string) {
  const { tips, onlyFirst, onlySecond, robinsonFoulds, branches } = comparison
  return {
    file: path,
    tips,
    onlyHere: onlyFirst,
    onlyThere: onlySecond,
    ...robinsonFoulds,
    branches: branches.map(({ tips: side, first, second }) => ({
      tips: side,
      here: first !== undefined,
      there: second !== undefined,
      support: first ?? null,
      supportThere: second ?? null,
    })),
  }
}

export function comparisonText(
  { tips, onlyFirst, onlySecond, robinsonFoulds, branches }: TreeComparison,
  path: string,
): string {
  const { distance, greatest, normalised } = robinsonFoulds
  const isShared = branches.filter(({ first, second }) => first !== undefined && second !== undefined).length
  const alone = [
    ...(onlyFirst.length === 0 ? [] : [`only here: ${firstNames(onlyFirst)}`]),
    ...(onlySecond.length === 0 ? [] : [`only there: ${firstNames(onlySecond)}`]),
  ]
  const presence = (support: number | null | undefined): string =>
    support === undefined ? '-' : support === null ? 'yes' : percentText(support)
  return [
    `Against ${path}: ${plural(tips.length, 'tip')} compared, ${plural(isShared, 'branch', 'branches')} shared, Robinson-Foulds distance ${distance} of at most ${greatest} (${Number(normalised.toFixed(2))})`,
    ...alone,
    ...(branches.length === 0
      ? []
      : [
          formatTable(
            [{ title: 'tips on one side' }, { title: 'here', align: 'right' }, { title: 'there', align: 'right' }],
            branches.map(({ tips: side, first, second }) => [firstNames(side), presence(first), presence(second)]),
          ),
        ]),
  ]
    .join('\n')
    .replace(/\n?$/, '\n')
}

function ofFile<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof NewickError || error instanceof RangeError)
      throw new CommandFailure(`${path}: ${error.message}`, { code: 'invalid', cause: error })
    throw error
  }
}
