import type { EventChannel } from './api/event-channel.ts'
import type { RepeatedItems } from './benchmarks/repeated-items.ts'
import type { BenchmarkItems } from './benchmarks/benchmark-items.ts'
import type { Comparisons } from './analysis/comparisons.ts'
import type { KeptAnswers } from './analysis/kept-answers.ts'
import type { ComputeThreads } from './computing/compute-threads.ts'
import type { Operations } from './operations.ts'
import type { Machine } from './places/machine.ts'
import type { Places } from './places/places.ts'
import type { KeptLimits } from './limits/kept-limits.ts'
import type { KeptHeaderRemarks } from './remarks/kept-header-remarks.ts'
import type { ProbeQueue } from './probes/probe-queue.ts'
import type { Storing } from './storing/storing.ts'
import type { CheckpointStore } from './store/checkpoint-store.ts'
import type { ScoringQueue } from './scores/scoring-queue.ts'
import type { ChangesByOthers } from './store/changes-by-others.ts'
import type { BenchmarkStore } from './store/benchmark-store.ts'
import type { DigestStore } from './store/digest-store.ts'
import type { EngineLock } from './store/engine-lock.ts'
import type { FolderStore } from './store/folder-store.ts'
import type { GenomeStore } from './store/genome-store.ts'
import type { ModelStore } from './store/model-store.ts'
import type { NearStore } from './store/near-store.ts'
import type { Connection } from './store/open-database.ts'
import type { ProbeStore } from './store/probe-store.ts'
import type { RunStore } from './store/run-store.ts'
import type { RefusedSourceStore } from './store/refused-source-store.ts'
import type { ScoreStore } from './store/score-store.ts'
import type { SketchStore } from './store/sketch-store.ts'
import type { WhenWritable } from './store/writable.ts'

/** What the handlers of the Api's calls work on. */
export interface Context {
  readonly databaseFile: string
  /** Throws DatabaseError where that file has been removed or replaced since it was opened. */
  readonly requireSameFile: () => void
  readonly projectsFolder: string
  /** The folder with `genomes/` and `demo/`. */
  readonly modelsFolder: string
  readonly connection: Connection
  readonly models: ModelStore
  readonly digests: DigestStore
  readonly folders: FolderStore
  readonly genomes: GenomeStore
  readonly probes: ProbeStore
  readonly scores: ScoreStore
  readonly headerRemarks: KeptHeaderRemarks
  readonly near: NearStore
  readonly benchmarks: BenchmarkStore
  readonly runs: RunStore
  readonly items: BenchmarkItems
  readonly repeated: RepeatedItems
  readonly checkpoints: CheckpointStore
  /** Where other programs and their models are looked for. */
  readonly machine: Machine
  readonly places: Places
  readonly refusedSources: RefusedSourceStore
  /** What loaded models may take of this machine. */
  readonly limits: KeptLimits
  readonly queue: ProbeQueue
  readonly scoring: ScoringQueue
  readonly comparisons: Comparisons
  readonly keptAnswers: KeptAnswers
  readonly operations: Operations
  readonly threads: ComputeThreads
  /** For tables that are read: one at a time, and never behind a fit. */
  readonly reading: ComputeThreads
  /** For a look through the whole database, which takes long: nothing else waits for it. */
  readonly checking: ComputeThreads
  /** For work on the database that can last. */
  readonly storing: Storing
  /** For comparisons, which are not to wait for a fit. */
  readonly comparing: ComputeThreads
  /** For the weights of models, of which several tensors are sketched at a time. */
  readonly sketching: ComputeThreads
  readonly sketches: SketchStore
  readonly whenWritable: WhenWritable
  readonly events: EventChannel
  /** Says to other engines that this one runs. */
  readonly lock: EngineLock
  readonly byOthers: Pick<ChangesByOthers<string>, 'close'>
}
