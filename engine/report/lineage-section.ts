import { csvText } from '../../core/table/csv-writer.ts'
import { lineageDrawing, lineageReading, lineageTable } from '../analyses/lineage-drawing.ts'
import { edgeBrief, lineageSentences } from '../analyses/lineage-sentences.ts'
import { figureDrawing } from './figure-drawing.ts'
import { html, type Markup } from './markup.ts'
import type { ReportContent } from './report-content.ts'
import { absent, machineText, table } from './table.ts'

/** Width of the drawing, in pixels. */
const width = 860

/** Which models descend from which by their weights: as a figure, in words, as a table, and as CSV. */
export function lineageSection({ lineage, familyColours: groups }: ReportContent): Markup {
  if (lineage === null)
    return absent(
      'The weights of fewer than two of these models are read. Lineage and the command sketch read them; what is said here follows then.',
    )
  const scene = lineageDrawing(lineage, { width, groups })
  const sentences = lineageSentences(lineage)
  const reading = lineageReading(lineage)
  const numbers = lineageTable(lineage)
  return html`<figure>
${figureDrawing(scene, 'lineage')}
<figcaption>${scene.title}. ${scene.description}.</figcaption>
</figure>
${
  lineage.edges.length === 0
    ? html`<p>No evidence of a relation between these models.</p>
`
    : html`<ul>
${lineage.edges.map(
  (edge) => html`<li>${sentences.ofEdge(edge)}<small> ${edgeBrief(lineage, edge).join(' · ')}</small></li>
`,
)}</ul>
`
}${table(
  'Each model with what it is of which, parents before what descends from them.',
  reading.columns.map((title) => ({ title })),
  reading.rows,
)}${machineText('As CSV, every digit as computed', csvText([numbers.columns, ...numbers.rows]))}`
}
