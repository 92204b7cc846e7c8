import { shownAnalyses, type ShownId } from '../analyses/all.ts'
import type { OwnSection, ReportSection } from '../api/report-contract.ts'
import { reportSection } from '../api/report-contract.ts'
import { analysisSection } from './analysis-section.ts'
import { forecastsSection } from './forecasts-section.ts'
import { introduction } from './introduction.ts'
import { lineageSection } from './lineage-section.ts'
import { html, Markup } from './markup.ts'
import { matrixSection } from './matrix-section.ts'
import { methodsSection } from './methods-section.ts'
import { modelsSection } from './models-section.ts'
import type { ReportContent } from './report-content.ts'
import { reportStyle } from './report-style.ts'
import { scoresSection } from './scores-section.ts'
import { settingsSection } from './settings-section.ts'
import { treeSection } from './tree-section.ts'
import { versionsSection } from './versions-section.ts'

interface Section {
  readonly title: string
  readonly body: (content: ReportContent) => Markup
}

const ownSections: Readonly<Record<OwnSection, Section>> = {
  tree: { title: 'Tree', body: treeSection },
  lineage: { title: 'Lineage', body: lineageSection },
  matrix: { title: 'Similarity matrix', body: matrixSection },
  models: { title: 'Models', body: modelsSection },
  scores: { title: 'Scores', body: scoresSection },
  forecasts: { title: 'Forecasts', body: forecastsSection },
  settings: { title: 'Settings', body: settingsSection },
  versions: { title: 'Versions', body: versionsSection },
  methods: { title: 'Methods', body: methodsSection },
}

const sections: Readonly<Record<ReportSection, Section>> = {
  ...ownSections,
  ...(Object.fromEntries(
    shownAnalyses.map((analysis): [ShownId, Section] => [
      analysis.shown.id,
      { title: analysis.shown.title, body: (content) => analysisSection(analysis, content) },
    ]),
  ) as Record<ShownId, Section>),
}

/**
 * The report as one HTML page, which is well-formed XML too. It holds no script and asks for nothing: its content
 * security policy allows its own style sheet and nothing else, so that even markup that slipped through could do
 * nothing.
 */
export function reportPage(content: ReportContent): string {
  const shown = reportSection.options.filter((id) => content.sections.includes(id))
  const { text } = html`<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="generator" content="Cladescope ${content.program.version}"/>
<title>${content.title}</title>
<style>${new Markup(reportStyle)}</style>
</head>
<body>
${introduction(content)}<nav aria-label="Contents"><ol>${shown.map((id) => html`<li><a href="#${id}">${sections[id].title}</a></li>`)}</ol></nav>
<main>
${shown.map(
  (id) => html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${sections[id].title}</h2>
${sections[id].body(content)}</section>
`,
)}</main>
</body>
</html>
`
  return `<!doctype html>\n${text}`
}
