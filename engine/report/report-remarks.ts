import type { Remark } from '../api/remark-contract.ts'
import type { ReportContent } from './report-content.ts'
import { reportedScoreRemarks } from './scores-section.ts'

/** All that a report remarks, each sentence once. */
export function reportRemarks(content: ReportContent): Remark[] {
  const beside = content.sections.includes('scores') ? reportedScoreRemarks(content) : []
  return [...new Map([...content.distances.remarks, ...beside].map((remark) => [remark.text, remark])).values()]
}
