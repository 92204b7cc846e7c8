import { randomUUID } from 'node:crypto'
import { availableParallelism, homedir } from 'node:os'
import { join } from 'node:path'
import type { FreeSpace } from '../native/precision/choose-precision.ts'
import { availableSpace } from '../native/precision/float-copies.ts'
import type { Inference } from '../native/process/inference.ts'
import { startInference } from '../native/process/start-inference.ts'
import { checkedCall } from './api/check-message.ts'
import {
  type Api,
  ApiError,
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
  type Place,
} from './api/contract.ts'
import { EventChannel } from './api/event-channel.ts'
import { KeptAnswers } from './analysis/kept-answers.ts'
import { Comparisons } from './analysis/comparisons.ts'
import { keepNear } from './analysis/keep-near.ts'
import { ComputeThreads } from './computing/compute-threads.ts'
import { RepeatedItems } from './benchmarks/repeated-items.ts'
import { BenchmarkItems } from './benchmarks/benchmark-items.ts'
import { registerBuiltInBenchmarks } from './benchmarks/built-in-benchmarks.ts'
import type { Context } from './context.ts'
import { builtInFolder } from './built-in-folder.ts'
import { registerBuiltInGenomes } from './genomes/built-in-genomes.ts'
import { analysisHandlers } from './handlers/analysis-handlers.ts'
import { projectHandlers } from './handlers/project-handlers.ts'
import { populationHandlers } from './handlers/population-handlers.ts'
import { emergenceHandlers } from './handlers/emergence-handlers.ts'
import { benchmarkHandlers } from './handlers/benchmark-handlers.ts'
import { genomeHandlers } from './handlers/genome-handlers.ts'
import { limitsHandlers } from './handlers/limits-handlers.ts'
import { lineageHandlers } from './handlers/lineage-handlers.ts'
import type { Handlers } from './handlers/handlers.ts'
import { modelHandlers } from './handlers/model-handlers.ts'
import { placeHandlers } from './handlers/place-handlers.ts'
import { probeHandlers } from './handlers/probe-handlers.ts'
import { rescanHandlers } from './handlers/rescan-handlers.ts'
import { scoreHandlers } from './handlers/score-handlers.ts'
import { sourceHandlers } from './handlers/source-handlers.ts'
import { removalHandlers } from './handlers/removal-handlers.ts'
import { reportHandlers } from './handlers/report-handlers.ts'
import { systemHandlers } from './handlers/system-handlers.ts'
import { KeptLimits } from './limits/kept-limits.ts'
import { readVocabularies } from './library/read-vocabularies.ts'
import { Storing } from './storing/storing.ts'
import { InferenceSlot } from './jobs/inference-slot.ts'
import { Operations } from './operations.ts'
import { configFolder, projectsFolder } from './default-database.ts'
import { type Machine, machineOf, type Surroundings } from './places/machine.ts'
import { sourceFolders } from './places/model-sources.ts'
import { otherDisks } from './places/other-disks.ts'
import { type KnownFolder, Places } from './places/places.ts'
import { ProbeQueue } from './probes/probe-queue.ts'
import { ChangesByOthers } from './store/changes-by-others.ts'
import { CheckpointStore } from './store/checkpoint-store.ts'
import { ScoringQueue } from './scores/scoring-queue.ts'
import { BenchmarkStore } from './store/benchmark-store.ts'
import { DigestStore } from './store/digest-store.ts'
import { EngineLock } from './store/engine-lock.ts'
import { JobStore } from './store/job-store.ts'
import { FolderStore } from './store/folder-store.ts'
import { GenomeStore } from './store/genome-store.ts'
import { forgetOldRemovals, listRemovals } from './store/kept-removals.ts'
import { ModelStore } from './store/model-store.ts'
import { NearStore } from './store/near-store.ts'
import { openDatabase } from './store/open-database.ts'
import { closeWhole, sameFile } from './store/same-file.ts'
import { besideOthers } from './store/beside-others.ts'
import { blockingWait, callPatience, onceWritable, type WhenWritable } from './store/writable.ts'
import { isComplete, ProbeStore } from './store/probe-store.ts'
import { RefusedSourceStore } from './store/refused-source-store.ts'
import { RunStore } from './store/run-store.ts'
import { KeptHeaderRemarks } from './remarks/kept-header-remarks.ts'
import { ScoreStore } from './store/score-store.ts'
import { SketchStore } from './store/sketch-store.ts'
import { TermsStore } from './store/terms-store.ts'

/** Fits at work at a time; each takes a whole core. */
const mostFits = 2

/** Most threads that compute the terms of a comparison: each takes tens of megabytes. */
const mostComparing = 4
/** A thread holds some 5 MB of weights. */
export const mostSketching = 8

export interface EngineOptions {
  /** SQLite file, created if absent (with its folder). `:memory:` is allowed. */
  readonly databaseFile: string
  /** How an inference process is started. Default: startInference of native/process. Tests pass a fake. */
  readonly startInference?: () => Promise<Inference>
  /**
   * The folder with `genomes/` and `benchmarks/` (built-in ones) and `demo/` (demo models). Default: `models/` of this
   * program.
   */
  readonly modelsFolder?: string
  /** Where model caches and disks are looked for. Default: this user's home, platform and environment. */
  readonly surroundings?: Surroundings
  /** Where copies of the database and profiles are made. Default: a folder of the user's data. */
  readonly projectsFolder?: string
  /** Where the limits of this machine are kept. Default: a folder of the user's settings. */
  readonly configFolder?: string
  /** Default: its own. Engines that follow each other in one program share them, so that ids stay good. */
  readonly places?: Places
  /** Milliseconds to wait before the first, second, … restart of an inference process. Default 500, 2000, 8000. */
  readonly restartDelays?: readonly number[]
  /** Memory and disk for dequantized weights, in bytes. Default: as measured. */
  readonly freeSpace?: () => FreeSpace
  /** Milliseconds without a sign of life after which an inference process counts as hung. Default: its own. */
  readonly silence?: number
}

export interface Engine extends Api {
  /**
   * Makes a path nameable over the Api (a file dialog's or command line's choice). Throws ApiError if it does not
   * exist.
   */
  grantPlace(path: string): Place
  /** Stops the queue (what is stored stays), ends the inference process and closes the database. Safe to call twice. */
  close(): Promise<void>
}

/** Opens the engine on a database. Throws DatabaseError where the database cannot be used. */
export function openEngine(options: EngineOptions): Promise<Engine> {
  return Promise.resolve().then(async () => {
    const context = open(options)
    try {
      await onceWritable(
        options.databaseFile,
        async () => {
          await readVocabularies(context.models)
          forgetOldRemovals(context.connection)
        },
        { patience: callPatience },
      )
    } catch (error) {
      context.connection.close()
      throw error
    }
    return engineOf(context)
  })
}

function open(options: EngineOptions): Context {
  const modelsFolder = options.modelsFolder ?? builtInFolder
  const machine = machineFor(options)
  const connection = openDatabase(options.databaseFile)
  const requireSameFile = sameFile(options.databaseFile)
  try {
    const models = new ModelStore(connection)
    const digests = new DigestStore(connection)
    const folders = new FolderStore(connection)
    const genomes = new GenomeStore(connection)
    const probes = new ProbeStore(connection)
    const scores = new ScoreStore(connection)
    const near = new NearStore(connection)
    const benchmarks = new BenchmarkStore(connection)
    const runs = new RunStore(connection)
    const items = new BenchmarkItems(benchmarks)
    const repeated = new RepeatedItems(benchmarks)
    besideOthers(() => registerBuiltInGenomes(join(modelsFolder, 'genomes'), genomes))
    besideOthers(() => registerBuiltInBenchmarks(join(modelsFolder, 'benchmarks'), benchmarks))
    // From here on nothing may hold up the event loop.
    connection.pragma(`busy_timeout = ${String(blockingWait)}`)
    const events = new EventChannel()
    const comparing = new ComputeThreads(Math.min(mostComparing, availableParallelism()))
    const slot = new InferenceSlot()
    const engine = randomUUID()
    const lock = new EngineLock(options.databaseFile, engine)
    const jobs = new JobStore(connection)
    const limits = new KeptLimits(options.configFolder ?? configFolder())
    const space = options.freeSpace ?? (() => availableSpace())
    const inference = {
      slot,
      limits: () => limits.get(),
      keeping: { store: jobs, lock, engine },
      startInference: options.startInference ?? (() => startInference()),
      freeSpace: () => {
        const { memory, disk } = space()
        return { memory: Math.min(memory, limits.get().memory ?? memory), disk }
      },
      whenWritable: ((work, waiting) =>
        onceWritable(
          options.databaseFile,
          () => {
            requireSameFile()
            return work()
          },
          waiting,
        )) satisfies WhenWritable,
      restartDelays: options.restartDelays ?? [500, 2000, 8000],
      ...(options.silence === undefined ? {} : { silence: options.silence }),
    }
    const queue = new ProbeQueue({
      models,
      digests,
      genomes,
      probes,
      ...inference,
      onChange: (state) => {
        events.emit('queue', state)
      },
      onProbes: (ended) => {
        events.emit(ended ? 'probes.changed' : 'probes.grown', {})
      },
    })
    const scoring = new ScoringQueue({
      models,
      digests,
      probes,
      benchmarks,
      runs,
      scores,
      items,
      ...inference,
      onChange: (state) => {
        events.emit('scoring', state)
      },
      onRuns: (ended) => {
        events.emit('runs.changed', {})
        if (ended) events.emit('scores.changed', {})
      },
    })
    const checkpoints = new CheckpointStore(connection)
    const sketches = new SketchStore(connection)
    const keptAnswers = new KeptAnswers()
    // What was damaged and is made anew has the id that it had.
    events.on('sketches.changed', () => keptAnswers.clear())
    const byOthers = new ChangesByOthers(
      connection,
      {
        // What the header of a model's file says cannot change under its id.
        'models.changed': () => models.list().map((model) => ({ ...model, metadata: null, tensorTypes: null })),
        'genomes.changed': () => genomes.list(),
        'probes.changed': () => probes.list().flatMap((probe) => (isComplete(probe) ? [probe.id] : [])),
        'probes.grown': () => probes.list(),
        'benchmarks.changed': () => benchmarks.list(),
        'runs.changed': () => runs.list(),
        'scores.changed': () => scores.table(),
        'families.changed': () => near.pairs(),
        'emergence.changed': () => checkpoints.list(),
        'sketches.changed': () => sketches.counts(),
        'removals.changed': () => listRemovals(connection),
        'jobs.changed': () => jobsOfOthers(jobs, lock, engine),
      },
      (topic) => events.emit(topic, {}),
    )
    return {
      databaseFile: options.databaseFile,
      requireSameFile,
      projectsFolder: options.projectsFolder ?? projectsFolder(),
      modelsFolder,
      connection,
      models,
      digests,
      folders,
      genomes,
      probes,
      scores,
      checkpoints,
      machine,
      places: options.places ?? placesOf(options),
      refusedSources: new RefusedSourceStore(connection),
      benchmarks,
      runs,
      items,
      repeated,
      queue,
      scoring,
      headerRemarks: new KeptHeaderRemarks(models),
      near,
      comparisons: new Comparisons(
        { models, genomes, probes },
        { kept: new TermsStore(connection), threads: comparing, whenWritable: inference.whenWritable },
        (compared, terms) => {
          if (keepNear(near, compared, terms)) events.emit('families.changed', {})
        },
      ),
      keptAnswers,
      operations: new Operations(),
      threads: new ComputeThreads(mostFits),
      reading: new ComputeThreads(1),
      checking: new ComputeThreads(1),
      storing: new Storing(options.databaseFile, connection),
      comparing,
      sketching: new ComputeThreads(Math.min(mostSketching, availableParallelism())),
      sketches,
      whenWritable: inference.whenWritable,
      events,
      byOthers,
      lock,
      limits,
    }
  } catch (error) {
    connection.close()
    throw error
  }
}

function engineOf(context: Context): Engine {
  const handlers: Handlers = {
    ...modelHandlers(context),
    ...placeHandlers(context),
    ...sourceHandlers(context),
    ...rescanHandlers(context),
    ...genomeHandlers(context),
    ...probeHandlers(context),
    ...populationHandlers(context),
    ...analysisHandlers(context),
    ...benchmarkHandlers(context),
    ...scoreHandlers(context),
    ...emergenceHandlers(context),
    ...reportHandlers(context),
    ...lineageHandlers(context),
    ...removalHandlers(context),
    ...projectHandlers(context),
    ...limitsHandlers(context),
    ...systemHandlers(context),
  }
  let closing: Promise<void> | undefined
  return {
    async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
      if (!Object.hasOwn(calls, name)) throw new ApiError('invalid', `There is no call named ${JSON.stringify(name)}.`)
      if (closing !== undefined) throw new ApiError('failed', 'The engine is closed.')
      return await checkedCall(name, input, async (checked) => {
        context.requireSameFile()
        return (await onceWritable(context.databaseFile, () => handlers[name](checked as never), {
          patience: callPatience,
        })) as CallOutput<N>
      })
    },
    on: (name, listener) => context.events.on(name, listener),
    grantPlace: (path) => context.places.grant(path),
    close() {
      closing ??= (async () => {
        context.byOthers.close()
        await Promise.all([context.operations.close(), context.queue.close(), context.scoring.close()])
        const { threads, reading, checking, comparing, sketching, storing } = context
        await Promise.all([threads, reading, checking, comparing, sketching, storing].map((work) => work.close()))
        try {
          closeWhole(context.connection)
        } finally {
          context.lock.close()
        }
      })()
      return closing
    },
  }
}

function machineFor({ surroundings }: Pick<EngineOptions, 'surroundings'>): Machine {
  return machineOf(surroundings ?? { home: homedir(), platform: process.platform, variables: process.env })
}

/** The places of an engine with these options, with some to start from in front. */
export function placesOf(
  options: Pick<EngineOptions, 'modelsFolder' | 'surroundings'>,
  first: readonly KnownFolder[] = [],
): Places {
  return new Places(async () => [
    ...(await roots(options.modelsFolder ?? builtInFolder, machineFor(options))),
    ...first,
  ])
}

/** The jobs of other engines, and which of these run. */
function jobsOfOthers(jobs: JobStore, lock: EngineLock, engine: string): unknown {
  return [...jobs.list('probes'), ...jobs.list('scoring')]
    .filter((job) => job.engine !== engine)
    .map((job) => [job, lock.isRunning(job.engine)])
}

/** Home, the demo models, the folders of other programs, other disks. */
async function roots(modelsFolder: string, machine: Machine): Promise<KnownFolder[]> {
  const sources = await sourceFolders(machine)
  return [
    { name: 'Home', path: machine.home },
    { name: 'Demo models', path: join(modelsFolder, 'demo') },
    ...sources
      .filter(({ unreadable }) => unreadable === null)
      .map(({ program, folder }) => ({ name: program.name, path: folder })),
    ...otherDisks(machine),
  ]
}
