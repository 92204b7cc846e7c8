import { plural } from '../../core/format/quantity.ts'
import { html, named, type Markup } from './markup.ts'
import { withoutRepeats } from './report-remarks.ts'
import { remarkList } from './remark-list.ts'
import type { ReportContent } from './report-content.ts'
import { facts } from './table.ts'

/** What this is: title, when, by which program, from which data, and what must be known before trusting it. */
export function introduction({
  title,
  madeAt,
  program,
  database,
  genome,
  models,
  distances,
  combined,
  lineage,
}: ReportContent): Markup {
  return html`<header>
<h1>${title}</h1>
<p class="lead">How ${plural(models.length, 'language model')} relate, by the exact probabilities that they give to the continuations of the same
${plural(distances.genes, 'text prefix', 'text prefixes')} (genome ${named(genome.name)}). Each number is shown with no more digits than its certified interval supports.</p>
${facts([
  ['Made', html`<time datetime="${madeAt}">${madeAt.slice(0, 16).replace('T', ' ')} UTC</time>`],
  ['Program', `Cladescope ${program.version}`],
  ['Database', database],
])}${remarkList('Before trusting this comparison', withoutRepeats([...distances.remarks, ...(combined?.remarks ?? []), ...(lineage?.remarks ?? [])]))}</header>
`
}
