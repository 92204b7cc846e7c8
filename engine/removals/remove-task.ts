import { BenchmarkStore } from '../store/benchmark-store.ts'
import { CheckpointStore } from '../store/checkpoint-store.ts'
import type { Connection } from '../store/connection.ts'
import { GenomeStore } from '../store/genome-store.ts'
import { keepingRemoved, type KeptRemoval } from '../store/kept-removals.ts'
import { ModelStore } from '../store/model-store.ts'
import { ProbeStore } from '../store/probe-store.ts'
import { RunStore } from '../store/run-store.ts'
import { ScoreStore } from '../store/score-store.ts'
import type { TaskContext } from '../storing/database-task.ts'

export type RemovedKind = keyof typeof removals

export interface RemoveInput {
  readonly kind: RemovedKind
  readonly id: string
  /** Removals of the same group are kept as one. */
  readonly group?: string | undefined
}

interface Removed {
  readonly removed: boolean
  readonly removal: KeptRemoval | null
}

interface Removal {
  /** What is removed, in words that begin with its kind. */
  readonly name: string
  /** Answers false where it was gone. */
  readonly remove: () => boolean
}

/** Removes something with all that rests on it, so that it can be undone. */
export function removeTask({ connection, inOneStep }: TaskContext, input: RemoveInput): Removed {
  return inOneStep(() => removeKept(connection, input))
}

/** The same within a transaction. */
export function removeKept(connection: Connection, { kind, id, group }: RemoveInput): Removed {
  const { name, remove } = removals[kind](connection, id)
  const { result: removed, removal } = keepingRemoved(connection, { name, group }, remove)
  return { removed, removal }
}

const removals = {
  model: (connection: Connection, id: string): Removal => {
    const models = new ModelStore(connection)
    return {
      name: `model ${models.nameOf(id) ?? id}`,
      remove: () => new ScoreStore(connection).removeLibraryModel(id, () => models.remove(id)),
    }
  },
  genome: (connection: Connection, id: string): Removal => {
    const genomes = new GenomeStore(connection)
    return {
      name: `genome ${genomes.get(id)?.name ?? id}`,
      remove: () => {
        new ProbeStore(connection).removeOfGenome(id)
        return genomes.remove(id)
      },
    }
  },
  probe: (connection: Connection, id: string): Removal => {
    const probes = new ProbeStore(connection)
    const probe = probes.get(Number(id))
    return {
      name: probe === undefined ? `probe ${id}` : `probe of ${probe.modelName} with ${probe.genomeName}`,
      remove: () => probes.remove(Number(id)),
    }
  },
  benchmark: (connection: Connection, id: string): Removal => {
    const benchmarks = new BenchmarkStore(connection)
    const runs = new RunStore(connection)
    const scores = new ScoreStore(connection)
    return {
      name: `benchmark ${benchmarks.get(id)?.name ?? id}`,
      remove: () => {
        const modelIds = runs.modelsOf(id)
        runs.removeOfBenchmark(id)
        for (const modelId of modelIds) scores.dropBare(modelId)
        return benchmarks.remove(id)
      },
    }
  },
  run: (connection: Connection, id: string): Removal => {
    const runs = new RunStore(connection)
    const run = runs.get(Number(id))
    return {
      name: run === undefined ? `run ${id}` : `run of ${run.modelName} on ${run.benchmarkName}`,
      remove: () => {
        const removed = runs.remove(Number(id))
        if (run !== undefined) new ScoreStore(connection).dropBare(run.modelId)
        return removed
      },
    }
  },
  score: (connection: Connection, id: string): Removal => {
    const scores = new ScoreStore(connection)
    const score = scores.score(id)
    const model = score === undefined ? undefined : scores.model(score.scoredModelId)
    return {
      name: score === undefined ? `score ${id}` : `score of ${model?.name ?? 'a model'} on ${score.benchmark}`,
      remove: () => scores.remove(id),
    }
  },
  'scored model': (connection: Connection, id: string): Removal => {
    const scores = new ScoreStore(connection)
    const model = scores.model(id)
    return {
      name: `scored model ${model?.name ?? id}`,
      remove: () => {
        const removed = scores.removeModel(id)
        if (model !== undefined && model.modelId !== null) scores.keepMeasured(model.modelId)
        return removed
      },
    }
  },
  'table of checkpoints': (connection: Connection, id: string): Removal => {
    const checkpoints = new CheckpointStore(connection)
    return {
      name: `table of checkpoints ${checkpoints.get(id)?.name ?? id}`,
      remove: () => checkpoints.remove(id),
    }
  },
} as const
