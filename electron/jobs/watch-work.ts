import type { Api } from '../../engine/api/contract.ts'
import { watchCalls } from './watch-calls.ts'
import { watchJobs } from './watch-jobs.ts'
import type { WorkNews } from './work-news.ts'

/**
 * Follows the work of an engine: its queues, and the calls that are made through the Api returned. While queues run
 * their progress is told, else that of calls.
 */
export function watchWork(
  api: Api,
  tell: (news: WorkNews) => void,
  now: () => number = () => performance.now(),
): { readonly api: Api; end(): void } {
  const progress: { jobs: number | null; calls: number | null } = { jobs: null, calls: null }
  let told: number | null = null

  const follow =
    (of: keyof typeof progress) =>
    (news: WorkNews): void => {
      progress[of] = news.progress
      const share = progress.jobs ?? progress.calls
      if (news.ended === null && share === told) return
      told = share
      tell({ progress: share, ended: news.ended })
    }

  const endJobs = watchJobs(api, follow('jobs'), now)
  const calls = watchCalls(api, follow('calls'), now)
  return {
    api: calls.api,
    end: () => {
      endJobs()
      calls.end()
    },
  }
}
