import { plural } from '../../core/format/quantity.ts'
import type { Api } from '../../engine/api/contract.ts'
import { isUnfinished, type JobState } from '../../engine/jobs/job-state.ts'
import { roundedShare, toldFrom, type WorkNews } from './work-news.ts'

interface WatchedQueue {
  readonly jobs: readonly { readonly state: JobState; readonly modelName: string }[]
  /** Genes or items done, and in all. */
  readonly done: number
  readonly total: number
}

interface QueueWords {
  readonly verb: string
  readonly running: string
}

const words = {
  queue: { verb: 'probed', running: 'Probing' },
  scoring: { verb: 'scored', running: 'Scoring' },
} as const satisfies Record<string, QueueWords>

/** Follows the queues of an engine, whose progress is the share of both. Returns a function that ends it. */
export function watchJobs(
  api: Pick<Api, 'on'>,
  tell: (news: WorkNews) => void,
  now: () => number = () => performance.now(),
): () => void {
  const shares = new Map<string, { done: number; total: number }>()
  const since = new Map<string, number>()
  let told: number | null = null

  const follow = (name: keyof typeof words, { jobs, done, total }: WatchedQueue): void => {
    const isRunning = jobs.some(isUnfinished)
    const began = since.get(name)
    let ended: WorkNews['ended'] = null
    if (isRunning) {
      if (began === undefined) since.set(name, now())
      shares.set(name, { done, total })
    } else {
      since.delete(name)
      shares.delete(name)
      if (began !== undefined && now() - began >= toldFrom) ended = endOf(jobs, words[name])
    }
    const progress = shareOf([...shares.values()])
    if (ended === null && progress === told) return
    told = progress
    tell({ progress, ended })
  }

  const ends = [
    api.on('queue', ({ jobs, done, genes }) => follow('queue', { jobs, done, total: genes })),
    api.on('scoring', ({ jobs, done, items }) => follow('scoring', { jobs, done, total: items })),
  ]
  return () => {
    for (const end of ends) end()
  }
}

function shareOf(queues: readonly { readonly done: number; readonly total: number }[]): number | null {
  if (queues.length === 0) return null
  const sum = (key: 'done' | 'total'): number => queues.reduce((all, queue) => all + queue[key], 0)
  return roundedShare(sum('done'), sum('total'))
}

/** Null where nothing was finished: what somebody has cancelled needs no telling. */
function endOf(jobs: WatchedQueue['jobs'], { verb, running }: QueueWords): WorkNews['ended'] {
  const done = jobs.filter(({ state }) => state === 'done')
  const failed = jobs.filter(({ state }) => state === 'failed')
  if (done.length + failed.length === 0) return null
  const [only] = done
  return {
    title: failed.length === 0 ? `${running} has ended` : `${running} has ended, with failures`,
    body: [
      ...(done.length === 1 ? [`${only!.modelName} is ${verb}.`] : []),
      ...(done.length > 1 ? [`${plural(done.length, 'model')} are ${verb}.`] : []),
      ...(failed.length > 0 ? [`${plural(failed.length, 'model')} failed.`] : []),
    ].join(' '),
  }
}
