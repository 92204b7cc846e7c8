import { plural } from '../../core/format/quantity.ts'
import { csvText } from '../../core/table/csv-writer.ts'
import type { ShownAnalysis } from '../analyses/all.ts'
import { figureDrawing } from './figure-drawing.ts'
import { html, type Markup } from './markup.ts'
import type { ReportContent } from './report-content.ts'
import { absent, machineText, table } from './table.ts'

/** Size of a drawing in the report, in pixels. */
const width = 860
const height = 640

/** The answer of an analysis as a figure, as a table and as CSV, all from its definition. */
export function analysisSection({ shown }: ShownAnalysis, { analyses, familyColours: groups }: ReportContent): Markup {
  const answer = analyses.get(shown.id)
  if (answer === undefined) return absent(`At least ${plural(shown.fewest, 'model')} are needed.`)
  const scene = shown.scene(answer, { width, height, groups })
  const text = shown.text(answer)
  const numbers = shown.table(answer)
  return html`<figure>
${figureDrawing(scene, shown.id)}
<figcaption>${scene.title}. ${scene.description}</figcaption>
</figure>
${table(
  scene.title,
  text.columns.map((title, index) => (index === 0 ? { title } : { title, align: 'right' as const })),
  text.rows,
)}${machineText('As CSV, every digit as computed', csvText([numbers.columns, ...numbers.rows]))}`
}
