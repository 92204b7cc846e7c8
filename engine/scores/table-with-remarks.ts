import type { RepeatedItems } from '../benchmarks/repeated-items.ts'
import { measuringRun, type Score, type ScoreTable } from '../api/scores-contract.ts'
import type { ModelRemark } from '../api/remark-contract.ts'
import type { FamilyStores } from '../library/library-families.ts'
import type { KeptHeaderRemarks } from '../remarks/kept-header-remarks.ts'
import { runRemarks } from '../remarks/run-remarks.ts'
import type { RunStore } from '../store/run-store.ts'
import type { StoredScore } from '../store/score-store.ts'
import { givingTurns } from '../turns.ts'
import { tableWithFamilies } from './table-with-families.ts'

/** Where the remarks of measured scores are found. */
export interface RemarkStores {
  readonly runs: RunStore
  readonly repeated: RepeatedItems
  readonly headerRemarks: Pick<KeptHeaderRemarks, 'of'>
}

/** The table of scores; a measured one with what must be known of its run and of the model's file. */
export async function tableWithRemarks(stores: FamilyStores & RemarkStores): Promise<ScoreTable> {
  const { models, scores } = tableWithFamilies(stores)
  return { models, scores: await withRemarks(stores, scores) }
}

/** Scores, each measured one with what must be known of its run and of the model's file. */
export async function withRemarks(stores: RemarkStores, scores: readonly StoredScore[]): Promise<Score[]> {
  const giveTurn = givingTurns()
  const known = new Map<string, readonly ModelRemark[]>()
  for (const score of scores) {
    const runId = measuringRun(score)
    if (runId === null || known.has(runId)) continue
    known.set(runId, await remarksOfRun(stores, Number(runId)))
    await giveTurn()
  }
  return scores.map((score) => ({ ...score, remarks: [...(known.get(measuringRun(score) ?? '') ?? [])] }))
}

async function remarksOfRun({ runs, repeated, headerRemarks }: RemarkStores, runId: number): Promise<ModelRemark[]> {
  const run = runs.circumstances(runId)
  if (run === undefined) return []
  const { repeated: repeatedItems } = await repeated.look(run.benchmarkId, run.task, run.limit)
  return [...headerRemarks.of(run.modelId), ...runRemarks(run, repeatedItems)]
}
