/** A report: one page with the tree, the matrix and everything that they rest on. */
import { z } from 'zod'
import { shownAnalyses, type ShownId } from '../analyses/all.ts'
import { treeRequest } from '../analyses/tree.ts'
import { insideRequest } from '../analyses/tree-choices.ts'
import { call, identifier, nameText } from './call.ts'
import { remark } from './remark-contract.ts'

/** Pictures first; the tables of what was compared stand behind them. */
const sectionsBefore = ['tree', 'lineage', 'matrix'] as const
const sectionsAfter = ['models', 'scores', 'forecasts', 'settings', 'versions', 'methods'] as const

/** Sections that are written for the report; the others are those of analyses, from their definitions. */
export type OwnSection = (typeof sectionsBefore | typeof sectionsAfter)[number]

/** In the order in which they stand in the report. */
export const reportSection = z.enum<(OwnSection | ShownId)[]>([
  ...sectionsBefore,
  ...shownAnalyses.map(({ shown }) => shown.id),
  ...sectionsAfter,
])

export const reportRequest = treeRequest.extend({
  ...insideRequest.shape,
  /** Default: what is compared. */
  title: nameText(200).optional(),
  /** Default: all. */
  sections: z.array(reportSection).min(1).max(reportSection.options.length).optional(),
})

const report = z.object({
  /** A whole page, without scripts and without anything from elsewhere. */
  html: z.string(),
  /** What a reader must know before trusting the comparison; it stands in the page too. */
  remarks: z.array(remark),
})

export const reportCalls = {
  /** With an operation name: progress as `operation` events, cancelled by `operations.cancel`. */
  'report.html': call(reportRequest.extend({ operation: identifier.optional() }), report),
} as const

export type ReportSection = z.output<typeof reportSection>
export type ReportRequest = z.output<typeof reportRequest>
