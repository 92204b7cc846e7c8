import { plural, significant } from '../../core/format/quantity.ts'
import { html, type Markup } from './markup.ts'
import { measureWords, methodWords, rootWords } from './measure-words.ts'
import type { ReportContent } from './report-content.ts'
import { machineText } from './table.ts'
import { treeDrawing } from './tree-drawing.ts'

/** The tree as a figure, with what its parts mean, and as Newick. */
export function treeSection({ tree, root, models }: ReportContent): Markup {
  const how = `${methodWords[tree.method]}, ${rootWords(tree, root)}, from ${tree.measure === 'nei' ? 'D = −ln S' : 'D = 1 − S'} (${measureWords[tree.measure]})`
  const title = `Tree of ${plural(models.length, 'model')}`
  const drawing = treeDrawing(tree, title, how)
  return html`<figure>
${drawing.markup}<figcaption>${title} by ${how}. Branches are to scale. ${supportWords(tree.replicates, tree.genes, drawing.supportPlaces)}${negativeWords(tree.negativeBranches)}</figcaption>
</figure>
${machineText('Newick, lengths and support as computed', `${tree.newick.trim()}\n`)}`
}

function supportWords(replicates: number, genes: number, places: string): string {
  if (replicates === 0) return 'No bootstrap was asked for, so nothing says how firmly each branch is supported.'
  const error = significant(100 * Math.sqrt(0.25 / replicates), 1)
  return `Bootstrap support in %${places === '' ? '' : ` stands ${places}`}: the share of ${plural(replicates, 'replicate')}, each of ${plural(genes, 'gene')} drawn with replacement, that have the branch. Its standard error is at most ${error} %.`
}

function negativeWords(count: number): string {
  if (count === 0) return ''
  return ` ${plural(count, 'branch has', 'branches have')} a negative length, as neighbour joining can give where distances fit no tree: drawn dotted with length 0, kept in the Newick.`
}
