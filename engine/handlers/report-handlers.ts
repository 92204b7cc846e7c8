import type { Context } from '../context.ts'
import { gatherReport } from '../report/gather-report.ts'
import { reportRemarks } from '../report/report-remarks.ts'
import { reportPage } from '../report/report-page.ts'
import type { Handlers } from './handlers.ts'
import { operationOf } from './operation-of.ts'

export function reportHandlers(context: Context): Pick<Handlers, 'report.html'> {
  return {
    'report.html': ({ operation, ...request }) =>
      operationOf(context, operation, 'steps', async (options) => {
        const content = await gatherReport(context, request, options)
        return { html: reportPage(content), remarks: reportRemarks(content) }
      }),
  }
}
