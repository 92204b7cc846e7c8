import type { Remark } from '../api/remark-contract.ts'
import type { ReportContent } from './report-content.ts'
import { reportedScoreRemarks } from './scores-section.ts'

/** All that a report remarks, each sentence once. */
export function reportRemarks(content: ReportContent): Remark[] {
  const { distances, combined, lineage } = content
  const beside = content.sections.includes('scores') ? reportedScoreRemarks(content) : []
  return withoutRepeats([...distances.remarks, ...(combined?.remarks ?? []), ...(lineage?.remarks ?? []), ...beside])
}

/** Each sentence once. */
export function withoutRepeats(remarks: readonly Remark[]): Remark[] {
  return [...new Map(remarks.map((remark) => [remark.text, remark])).values()]
}
