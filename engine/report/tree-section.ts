import { plural, significant } from '../../core/format/quantity.ts'
import { measureWords, treeSentence } from '../analyses/comparison-words.ts'
import { treeDrawing } from '../analyses/tree-drawing.ts'
import { treeNewick } from '../analyses/tree-newick.ts'
import { csvText } from '../../core/table/csv-writer.ts'
import { combinedDrawing } from '../analyses/combined-drawing.ts'
import { combinedNewick } from '../analyses/combined-newick.ts'
import { combinedReading, combinedTable } from '../analyses/combined-table.ts'
import type { CombinedTree } from '../analyses/combined-tree.ts'
import { figureDrawing } from './figure-drawing.ts'
import { html, type Markup } from './markup.ts'
import type { Tree } from '../analyses/tree.ts'
import type { ReportContent } from './report-content.ts'
import { machineText, table } from './table.ts'

/** Width of the drawing, in pixels. */
const width = 860

/** The tree as a figure, with what its parts mean, and as Newick. */
export function treeSection(content: ReportContent): Markup {
  const { combined, tree, models, familyColours } = content
  if (combined !== null) return combinedSection(combined, content)
  const how = `${treeSentence(tree)}, from D = ${measureWords[tree.measure].distance} (${measureWords[tree.measure].inSentence})`
  const title = `Tree of ${plural(models.length, 'model')}`
  const { scene, supportPlaces } = treeDrawing(tree, {
    title,
    layout: tree.rooted ? 'phylogram' : 'unrooted',
    width,
    colours: { title: 'Family', valueOf: (id) => familyColours.get(id) ?? null },
    caption: () => how,
  })
  return html`<figure>
${figureDrawing(scene, 'tree')}
<figcaption>${title} by ${how}. Branches are to scale. ${supportWords(tree.replicates, tree.genes, supportPlaces)}${negativeWords(tree)}</figcaption>
</figure>
${machineText('Newick, lengths and support as computed', `${treeNewick(tree)}\n`)}`
}

/** Families joined by behaviour with lineages inside of them, as a figure, as a table, and for machines. */
function combinedSection(combined: CombinedTree, { familyColours }: ReportContent): Markup {
  const title = `Tree of ${plural(combined.models.length, 'model')}`
  const scene = combinedDrawing(combined, {
    title,
    width,
    colours: { title: 'Family', valueOf: (id) => familyColours.get(id) ?? null },
  })
  const { columns, rows } = combinedReading(combined)
  const numbers = combinedTable(combined)
  return html`<figure>
${figureDrawing(scene, 'tree')}
<figcaption>${title}. ${scene.description}.</figcaption>
</figure>
${table(
  'Edges of the tree',
  columns.map((column) => ({ title: column })),
  rows,
)}${machineText('Extended Newick, lengths and supports in comments', `${combinedNewick(combined)}\n`)}${machineText('As CSV, every digit as computed', csvText([numbers.columns, ...numbers.rows]))}`
}

function supportWords(replicates: number, genes: number, places: string): string {
  if (replicates === 0) return 'No bootstrap was asked for, so nothing says how firmly each branch is supported.'
  const error = significant(100 * Math.sqrt(0.25 / replicates), 1)
  return `Bootstrap support in %${places === '' ? '' : ` stands ${places}`}: the share of ${plural(replicates, 'replicate')}, each of ${plural(genes, 'gene')} drawn with replacement, that have the branch. Its standard error is at most ${error} %.`
}

function negativeWords({ remarks }: Tree): string {
  return remarks.flatMap(({ kind, text }) => (kind === 'negative branches' ? ` ${text}` : [])).join('')
}
