import { CancelledError, type QueryClient } from '@tanstack/react-query'
import type { CallName, EventName } from '../../engine/api/contract.ts'
import { analyses, type AnalysisName } from '../../engine/analyses/all.ts'
import { staleAfter } from '../../engine/analyses/sources.ts'
import type { Answered } from './answered.ts'
import type { Connection } from './connection.ts'

/** Events that say that something stored has changed. */
type ChangeEvent = Exclude<EventName, 'queue' | 'scoring' | 'operation'>

/** What the answer of each call but the analyses rests on; null: a command, or an answer that is not kept. */
const otherCalls: Readonly<Record<Exclude<CallName, AnalysisName>, readonly ChangeEvent[] | null>> = {
  'models.list': ['models.changed', 'probes.changed', 'families.changed'],
  'models.get': ['models.changed', 'probes.changed', 'families.changed'],
  'models.add': null,
  'models.relocate': null,
  'models.rescan': null,
  'models.remove': null,
  'models.removePlace': null,
  'models.rename': null,
  'models.tag': null,
  'models.setFamily': null,
  'operations.cancel': null,
  'places.roots': null,
  'places.list': null,
  'sources.find': ['models.changed'],
  'sources.refuse': null,
  'sources.add': null,
  'genomes.list': ['genomes.changed'],
  'genomes.get': ['genomes.changed'],
  'genomes.add': null,
  'genomes.remove': null,
  'probes.list': ['probes.changed', 'probes.grown', 'models.changed', 'genomes.changed'],
  'probes.remove': null,
  'probes.start': null,
  'probes.estimate': ['probes.changed', 'models.changed', 'genomes.changed'],
  'queue.get': ['models.changed', 'genomes.changed', 'jobs.changed'],
  'queue.pause': null,
  'queue.resume': null,
  'queue.cancel': null,
  'queue.hold': null,
  'queue.release': null,
  'queue.move': null,
  'queue.resumeInterrupted': null,
  'queue.forgetInterrupted': null,
  'queue.cancelAll': null,
  'queue.clear': null,
  'populations.get': ['probes.changed', 'probes.grown', 'models.changed', 'genomes.changed'],
  'limits.get': ['limits.changed'],
  'limits.set': null,
  'benchmarks.tasks': [],
  'benchmarks.list': ['benchmarks.changed'],
  'benchmarks.add': null,
  'benchmarks.remove': null,
  'benchmarks.items': ['benchmarks.changed'],
  'scores.measure': null,
  'runs.list': ['runs.changed', 'models.changed', 'benchmarks.changed'],
  'runs.items': ['runs.changed', 'models.changed', 'benchmarks.changed'],
  'runs.remove': null,
  'scoring.get': ['models.changed', 'benchmarks.changed', 'jobs.changed'],
  'scoring.pause': null,
  'scoring.resume': null,
  'scoring.cancel': null,
  'scoring.hold': null,
  'scoring.release': null,
  'scoring.move': null,
  'scoring.resumeInterrupted': null,
  'scoring.forgetInterrupted': null,
  'scoring.cancelAll': null,
  'scoring.clear': null,
  'scores.table': ['scores.changed', 'models.changed', 'families.changed'],
  'scores.set': null,
  'scores.remove': null,
  'scores.describeModel': null,
  'scores.removeModel': null,
  'scores.previewImport': null,
  'scores.import': null,
  'scores.proposeMatches': ['scores.changed', 'models.changed'],
  'scores.match': null,
  'emergence.tables': ['emergence.changed'],
  'emergence.table': ['emergence.changed'],
  'emergence.import': null,
  'emergence.remove': null,
  'report.html': null,
  'lineage.sketch': null,
  'lineage.sketched': ['sketches.changed', 'models.changed'],
  'lineage.compare': ['sketches.changed', 'models.changed'],
  'projects.state': ['project.changed', 'models.changed'],
  'projects.open': null,
  'projects.new': null,
  'projects.openSample': null,
  'projects.rename': null,
  'projects.remove': null,
  'projects.forget': null,
  'projects.contents': [],
  'projects.saveAs': null,
  'projects.merge': null,
  'projects.export': null,
  'removals.list': ['removals.changed'],
  'removals.preview': null,
  'removals.undo': null,
  'removals.forget': null,
  'system.doctor': null,
}

/** What the answer of each call rests on; that of an analysis follows from its source. */
export const restsOn: Readonly<Record<CallName, readonly ChangeEvent[] | null>> = {
  ...otherCalls,
  ...(Object.fromEntries(analyses.map(({ name, of }) => [name, staleAfter[of]])) as unknown as Record<
    AnalysisName,
    readonly ChangeEvent[]
  >),
}

const callNames = Object.keys(restsOn) as CallName[]
const changeEvents = [...new Set(callNames.flatMap((name) => restsOn[name] ?? []))]

/** Events can come with every gene; answers are fetched again at most this often (milliseconds). */
const settleTime = 400

/**
 * Keeps the answers of a query client fresh: the engine's events say what is stale; a connection that came back makes
 * everything stale. An answer that is being fetched is waited for and then fetched again: a bootstrap of minutes would
 * never end if each change began it anew. Returns a function that ends it.
 */
export function keepAnswersFresh(connection: Connection, client: QueryClient): () => void {
  const stale = new Set<CallName>()
  const waitedFor = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const refresh = (): void => {
    timer = undefined
    for (const query of client
      .getQueryCache()
      .findAll({ predicate: ({ queryKey }) => stale.has(queryKey[0] as CallName) })) {
      const again = (): void => void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
      if (query.state.fetchStatus === 'idle') again()
      else if (!waitedFor.has(query.queryHash)) {
        waitedFor.add(query.queryHash)
        const ended = (error?: unknown): void => {
          waitedFor.delete(query.queryHash)
          // What the reader has cancelled is not begun anew.
          if (!(error instanceof CancelledError)) again()
        }
        void query.promise?.then(() => ended(), ended)
      }
    }
    stale.clear()
  }

  const ends = changeEvents.map((event) =>
    connection.api.on(event, () => {
      for (const name of callNames) if (restsOn[name]?.includes(event) === true) stale.add(name)
      timer ??= setTimeout(refresh, settleTime)
    }),
  )
  ends.push(connection.api.on('queue', (queue) => putAnswer(client, 'queue.get', queue)))
  ends.push(connection.api.on('scoring', (scoring) => putAnswer(client, 'scoring.get', scoring)))
  ends.push(whenBack(connection, () => void client.invalidateQueries()))
  return () => {
    clearTimeout(timer)
    for (const end of ends) end()
  }
}

/** What is told, or answered to a command, takes the place of the answer to what asks for it. */
export function putAnswer(
  client: QueryClient,
  name: 'queue.get' | 'scoring.get' | 'limits.get',
  output: unknown,
): void {
  client.setQueryData<Answered<object, unknown>>([name, {}], { input: {}, output })
}

/**
 * Calls a function where the answers of a call have become stale: after events, at most once in a while, and when a
 * connection that was lost is back. Returns a function that ends it.
 */
export function whenStale(connection: Connection, name: CallName, isStale: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const ends = (restsOn[name] ?? []).map((event) =>
    connection.api.on(event, () => {
      timer ??= setTimeout(() => {
        timer = undefined
        isStale()
      }, settleTime)
    }),
  )
  ends.push(whenBack(connection, isStale))
  return () => {
    clearTimeout(timer)
    for (const end of ends) end()
  }
}

/** Calls a function when a connection that was lost is back: events were missed. */
function whenBack(connection: Connection, isBack: () => void): () => void {
  let isMissed = false
  return connection.onState(() => {
    const state = connection.state()
    if (state === 'open' && isMissed) isBack()
    isMissed = state === 'lost' || state === 'down'
  })
}
