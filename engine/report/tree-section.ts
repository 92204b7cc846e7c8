import { familyColour } from '../../core/model/family-colour.ts'
import { plural, significant } from '../../core/format/quantity.ts'
import { measureWords, treeSentence } from '../analyses/comparison-words.ts'
import { treeDrawing } from '../analyses/tree-drawing.ts'
import { treeNewick } from '../analyses/tree-newick.ts'
import { figureDrawing } from './figure-drawing.ts'
import { html, type Markup } from './markup.ts'
import type { Tree } from '../analyses/tree.ts'
import type { ReportContent } from './report-content.ts'
import { machineText } from './table.ts'

/** Width of the drawing, in pixels. */
const width = 860

/** The tree as a figure, with what its parts mean, and as Newick. */
export function treeSection({ tree, models }: ReportContent): Markup {
  const how = `${treeSentence(tree)}, from D = ${measureWords[tree.measure].distance} (${measureWords[tree.measure].inSentence})`
  const title = `Tree of ${plural(models.length, 'model')}`
  const families = new Map(models.map(({ model, family }) => [model.id, familyColour(family)]))
  const { scene, supportPlaces } = treeDrawing(tree, {
    title,
    layout: tree.rooted ? 'phylogram' : 'unrooted',
    width,
    colours: { title: 'Family', valueOf: (id) => families.get(id) ?? null },
    caption: () => how,
  })
  return html`<figure>
${figureDrawing(scene, 'tree')}
<figcaption>${title} by ${how}. Branches are to scale. ${supportWords(tree.replicates, tree.genes, supportPlaces)}${negativeWords(tree)}</figcaption>
</figure>
${machineText('Newick, lengths and support as computed', `${treeNewick(tree)}\n`)}`
}

function supportWords(replicates: number, genes: number, places: string): string {
  if (replicates === 0) return 'No bootstrap was asked for, so nothing says how firmly each branch is supported.'
  const error = significant(100 * Math.sqrt(0.25 / replicates), 1)
  return `Bootstrap support in %${places === '' ? '' : ` stands ${places}`}: the share of ${plural(replicates, 'replicate')}, each of ${plural(genes, 'gene')} drawn with replacement, that have the branch. Its standard error is at most ${error} %.`
}

function negativeWords({ remarks }: Tree): string {
  return remarks.flatMap(({ kind, text }) => (kind === 'negative branches' ? ` ${text}` : [])).join('')
}
