import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { checkedCall } from '../engine/api/check-message.ts'
import { type Api, type CallInput, type CallName, type CallOutput, calls } from '../engine/api/contract.ts'
import { answerRequest, createWireClient } from '../engine/api/wire.ts'
import type { Engine } from '../engine/engine.ts'
import { openProjects } from '../engine/projects/project-host.ts'
import { LoopWatch } from './loop-watch.ts'
import { type LibrarySize, madeUpTable, makeLargeLibrary, makeModelFolder, settings } from './large-library.ts'

export interface CallTimesOptions extends LibrarySize {
  /** Files in a folder that is added. */
  readonly files: number
  /** Scored models and columns of an imported table, and the characters of one that is looked at. */
  readonly scored: number
  readonly columns: number
  readonly tableCharacters: number
  /** Only these calls are shown; the others are made where a later one needs them. */
  readonly only: readonly string[]
}

/** What one call takes. */
export interface CallTime {
  readonly call: string
  readonly milliseconds: number
  /** Longest stretch, in milliseconds, in which the engine's event loop did not turn. */
  readonly held: number
  /** From the engine's answer to the page that has it: its check, JSON text and back; null where it failed. */
  readonly carried: number | null
  /** Events of progress; null where the call takes no operation name. */
  readonly progress: number | null
  /**
   * Milliseconds from a cancel, a tenth of the way in, to the end of the call; null where it cannot be cancelled or is
   * over before.
   */
  readonly cancelled: number | null
  /** Why it failed, in words. */
  readonly failure: string | null
}

/** That a benchmark may have. */
const mostRecords = 50_000

const demoModel = (name: string): string => fileURLToPath(new URL(`../models/demo/${name}.gguf`, import.meta.url))

/** Every call of the Api on a made-up library, in an order in which each has what it needs. */
export async function callTimes(
  options: CallTimesOptions,
  onCall: (time: CallTime) => void = () => undefined,
): Promise<CallTime[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-calls-'))
  try {
    const databaseFile = join(folder, 'large.sqlite')
    const made = makeLargeLibrary(databaseFile, options)
    makeModelFolder(join(folder, 'models'), demoModel('oak-Q4_0'), options.files)
    const cache = join(folder, 'cache')
    makeModelFolder(cache, demoModel('moss'), options.files)
    mkdirSync(join(folder, 'empty'))
    const engine = await openProjects({
      databaseFile,
      projectsFolder: join(folder, 'projects'),
      configFolder: join(folder, 'config'),
      restartDelays: [1],
      startInference: () => Promise.reject(new Error('no inference in this measurement')),
      // What other programs keep is what the measurement made, on any machine.
      surroundings: { home: join(folder, 'empty'), platform: process.platform, variables: { LLAMA_CACHE: cache } },
    })
    try {
      return await measured(engine, options, made, folder, onCall)
    } finally {
      await engine.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measured(
  engine: Engine,
  options: CallTimesOptions,
  { modelIds, genomeId, manyGenomeId }: ReturnType<typeof makeLargeLibrary>,
  folder: string,
  onCall: (time: CallTime) => void,
): Promise<CallTime[]> {
  const times: CallTime[] = []
  const seen = new Set<CallName>()
  const measure = async <N extends CallName>(name: N, input: CallInput<N>, note = ''): Promise<CallOutput<N>> => {
    seen.add(name)
    const { output, ...time } = await timed(engine, name, input, note)
    if (options.only.length === 0 || options.only.includes(name)) {
      times.push(time)
      onCall(time)
    }
    return output as CallOutput<N>
  }
  const rule = { chars: settings.chars, strip: settings.strip, temperature: settings.temperature }
  const scope = { genomeId, rule, measure: 'nei' } as const
  const load = { gpu: 'off' } as const
  const [first] = modelIds
  const last = modelIds.at(-1)!

  await measure('models.list', {})
  await measure('models.get', { modelId: first! })
  await measure('models.rescan', { operation: 'rescanning' })
  await measure('models.rename', { modelId: first!, name: 'renamed' })
  await measure('models.tag', { modelIds, add: ['tagged'] })
  await measure('models.setFamily', { modelIds, family: null })
  await measure('models.setFamily', { modelIds: modelIds.slice(0, 8), family: 'stated' })
  await measure('places.roots', {})
  const place = engine.grantPlace(join(folder, 'models'))
  await measure('places.list', { placeId: place.id }, `${String(options.files)} files`)
  await measure('operations.cancel', { operation: 'absent' })
  await measure('genomes.list', {})
  await measure('genomes.get', { genomeId: manyGenomeId })
  const genes = Array.from({ length: 100_000 }, (_, index) => `A gene with the number ${String(index)}`)
  const { id: newGenome } = await measure('genomes.add', { name: 'hundred thousand', genes }, '100,000 genes')
  await measure('genomes.remove', { genomeId: newGenome })
  await measure('probes.list', {})
  await measure('populations.get', { modelId: first!, genomeId: manyGenomeId, rule, count: 1000 }, '1,000 genes')

  const table = madeUpTable(options.scored, options.columns)
  const preview = await measure(
    'scores.previewImport',
    { fileName: 'table.csv', text: table },
    `${megabytes(table)} MB`,
  )
  const columns = preview.columns.map(({ title, role, benchmark, metric, shots, unit, scale, of }) => ({
    title,
    role,
    benchmark,
    metric,
    shots,
    of,
    unit,
    scale,
  }))
  await measure(
    'scores.import',
    { fileName: 'table.csv', text: table, columns, matches: [] },
    `${megabytes(table)} MB, ${String(options.scored * options.columns)} scores`,
  )
  const long = madeUpTable(options.scored, options.columns, options.tableCharacters)
  await measure('scores.previewImport', { fileName: 'long.csv', text: long }, `${megabytes(long)} MB`)
  await measure(
    'scores.import',
    { fileName: 'long.csv', text: long, columns, matches: [] },
    `${megabytes(long)} MB, as before`,
  )
  const { models: scored, scores } = await measure('scores.table', {})
  const published = scored.find(({ name }) => name === 'published-0')
  await measure('scores.proposeMatches', {})
  const set = await measure('scores.set', {
    model: 'typed',
    benchmark: 'Task 0',
    metric: 'score',
    shots: null,
    value: 0.5,
    stderr: null,
    scale: 'fraction',
  })
  await measure('scores.remove', { scoreId: set.id })
  await measure('scores.describeModel', { scoredModelId: set.scoredModelId, tokens: 1e12 })
  if (published !== undefined)
    await measure('scores.match', { matches: [{ scoredModelId: published.id, modelId: first! }] })
  await measure('scores.removeModel', { scoredModelId: set.scoredModelId })

  const scoreColumns = [
    ...new Map(
      scores
        .filter(({ source }) => source === 'imported')
        .map(({ benchmark, metric, shots }) => [benchmark, { benchmark, metric, shots }]),
    ).values(),
  ]
  const [target, ...metrics] = scoreColumns.slice(0, 6)
  const space = { metrics, components: 3, missing: 'impute' as const, without: [] }
  const law = { chance: 0, top: 1, link: 'sigmoid', loss: 'ols' } as const
  const interval = { replicates: 100, level: 0.9, seed: 1 } as const
  await measure('scaling.space', space)
  await measure('scaling.fit', {
    ...space,
    ...law,
    ...interval,
    target: target!,
    split: { by: 'none' },
    baseline: 'size',
    referenceFamily: 'stated',
  })
  await measure('scaling.gain', {
    ...space,
    ...law,
    ...interval,
    metrics: metrics.slice(1),
    target: target!,
    before: metrics[0]!,
  })
  await measure('scaling.select', { ...space, budget: Math.ceil(options.scored / 20), force: [] })
  await measure('scaling.hypothetical', {
    ...space,
    ...law,
    ...interval,
    target: target!,
    family: 'published',
    size: 7,
    tokens: 2,
  })

  const checkpoints = ['checkpoint,loss,examples,score,flops']
  for (let row = 0; row < 2000; row += 1)
    checkpoints.push(
      `c${String(row % 50)},${String(3 - (row % 50) / 40)},${String(2 ** (row % 12))},${String(0.25 + (row % 40) / 60)},${String(1e18 * (1 + (row % 50)))}`,
    )
  const imported = await measure('emergence.import', {
    name: 'ladder',
    text: `${checkpoints.join('\n')}\n`,
    scale: 'fraction',
  })
  await measure('emergence.tables', {})
  await measure('emergence.table', { tableId: imported.id })
  await measure('emergence.fit', {
    checkpoints: imported.id,
    compareWith: null,
    law: 'power',
    lossScale: 'nats',
    fewShot: 5,
    leastLoss: null,
    bootstrap: 20,
    seed: 1,
  })
  await measure('emergence.remove', { tableId: imported.id })

  await measure('benchmarks.tasks', {})
  await measure('benchmarks.list', {}, 'first')
  await measure('benchmarks.list', {})
  const records = Array.from({ length: Math.min(mostRecords, Math.ceil(options.tableCharacters / 300)) }, (_, index) =>
    JSON.stringify({
      context: `Question ${String(index)} ${'x'.repeat(230)}`,
      choices: ['one', 'two', 'three', 'four'],
      gold: index % 4,
    }),
  ).join('\n')
  const { benchmark } = await measure(
    'benchmarks.add',
    { name: 'long', task: 'plain', text: records },
    `${megabytes(records)} MB`,
  )
  await measure('benchmarks.items', { benchmarkId: benchmark.id, seed: 1, shots: 5, from: 0, count: 50 }, 'first')
  await measure('benchmarks.items', { benchmarkId: benchmark.id, seed: 1, shots: 5, from: 50, count: 50 })
  const runs = await measure('runs.list', {}, 'first')
  await measure('runs.list', {})
  const longest = runs.reduce((left, right) => (right.items > left.items ? right : left))
  await measure(
    'runs.items',
    { runId: longest.id, only: 'wrong', from: 0, count: 50 },
    `${String(longest.items)} items`,
  )
  await measure('scores.measure', {
    modelIds,
    benchmarkId: benchmark.id,
    seed: 0,
    shots: 5,
    limit: null,
    load: { ...load, precision: 'file' },
  })
  for (const name of [
    'scoring.get',
    'scoring.pause',
    'scoring.resume',
    'scoring.resumeInterrupted',
    'scoring.forgetInterrupted',
    'scoring.cancelAll',
    'scoring.clear',
  ] as const)
    await measure(name, {})
  // A paused queue keeps the job: without an inference process it would have failed before it is moved.
  await engine.call('scoring.pause', {})
  const scoring = await engine.call('scores.measure', {
    modelIds: [last],
    benchmarkId: benchmark.id,
    seed: 0,
    limit: 1,
    load: { ...load, precision: 'file' },
  })
  await measure('scoring.hold', { jobId: scoring.jobs[0]!.id })
  await measure('scoring.release', { jobId: scoring.jobs[0]!.id })
  await measure('scoring.move', { jobId: scoring.jobs[0]!.id, before: null })
  await measure('scoring.cancel', { jobId: scoring.jobs[0]!.id })
  await engine.call('scoring.resume', {})
  await measure('benchmarks.remove', { benchmarkId: benchmark.id })

  await measure('probes.estimate', { modelIds, genomeId: manyGenomeId, settings })
  await measure('probes.start', { modelIds, genomeId: manyGenomeId, settings, load: { ...load, precision: 'file' } })
  for (const name of [
    'queue.get',
    'queue.pause',
    'queue.resume',
    'queue.resumeInterrupted',
    'queue.forgetInterrupted',
    'queue.cancelAll',
    'queue.clear',
  ] as const)
    await measure(name, {})
  await engine.call('queue.pause', {})
  const probing = await engine.call('probes.start', {
    modelIds: [last],
    genomeId: manyGenomeId,
    settings,
    load: { ...load, precision: 'file' },
  })
  await measure('queue.hold', { jobId: probing.jobs[0]!.id })
  await measure('queue.release', { jobId: probing.jobs[0]!.id })
  await measure('queue.move', { jobId: probing.jobs[0]!.id, before: null })
  await measure('queue.cancel', { jobId: probing.jobs[0]!.id })
  await engine.call('queue.resume', {})

  await measure('analysis.distances', scope, 'first')
  await measure('analysis.distances', scope)
  const drawn = { ...scope, method: 'nj', root: 'midpoint', replicates: 200, seed: 1 } as const
  await measure('analysis.tree', drawn, '200 replicates')
  await measure('analysis.map', { ...scope, replicates: 20 }, '20 replicates')
  const forecast = {
    ...scope,
    level: 0.9,
    leave: 'family' as const,
    leaveOut: { families: [], modelIds: [] },
    farShare: 0.95,
    components: 15,
    epochs: 1000,
    seed: 1,
    column: { benchmark: `items-${String(options.items)}`, metric: 'acc', shots: 0 },
  }
  await measure('forecast.fromDistance', forecast)
  await measure('report.html', drawn)
  const { limits } = await measure('limits.get', {})
  await measure('limits.set', limits)
  await measure('system.doctor', {})

  const { added } = await measure(
    'models.add',
    { placeIds: [place.id], operation: 'add' },
    `${String(options.files)} files`,
  )
  const sketched = added.slice(0, 100).map(({ id }) => id)
  await measure('lineage.sketch', { modelIds: sketched }, `${String(sketched.length)} files`)
  await measure('lineage.sketched', {})
  await measure('analysis.lineage', { modelIds: sketched }, `${String(sketched.length)} files`)
  await measure('analysis.combinedTree', { ...scope, modelIds: sketched }, `${String(sketched.length)} files`)
  await measure('lineage.compare', { left: sketched[0]!, right: sketched.at(-1)! })
  const sources = await measure('sources.find', {}, `${String(options.files)} files`)
  const sourceIds = sources.map(({ id }) => id)
  await measure('sources.refuse', { sourceIds, isRefused: true })
  await measure('sources.refuse', { sourceIds, isRefused: false })
  await measure('sources.add', { sourceIds, operation: 'add from sources' }, `${String(options.files)} files`)
  await measure('models.list', {}, `${String(modelIds.length + 2 * options.files)} models`)
  await measure('models.relocate', { placeIds: [place.id] }, `${String(options.files)} files`)
  await measure('models.removePlace', { modelId: last, place: 1 })
  await measure('models.remove', { modelId: last })
  await measure('runs.remove', { runId: longest.id })
  const [probed] = await engine.call('probes.list', {})
  await measure('removals.preview', { kind: 'probe', ids: [probed!.id] })
  await measure('probes.remove', { probeId: probed!.id })
  const kept = await measure('removals.list', {})
  await measure('removals.undo', {}, kept[0]!.what)
  await measure('removals.forget', {}, `${String(kept.length - 1)} removals`)

  await measure('projects.state', {})
  const copy = await measure('projects.saveAs', { name: 'copy' })
  await measure('projects.contents', { projectId: copy.id })
  await measure('projects.merge', { projectId: copy.id, dryRun: true }, 'dry run')
  const shared = modelIds.filter((id) => id !== last).slice(0, 8)
  const ofShared = `${String(shared.length)} models`
  const profile = await measure('projects.export', { name: 'profile', modelIds: shared }, ofShared)
  await measure('projects.new', { name: 'empty', stopJobs: true })
  await measure('projects.merge', { projectId: profile.id }, ofShared)
  await measure('projects.openSample', { stopJobs: true })
  await measure('projects.open', { projectId: copy.id })
  await measure('projects.rename', { projectId: copy.id, name: 'renamed' })
  await measure('projects.forget', { projectId: profile.id })
  await measure('projects.remove', { projectId: profile.id })

  const missing = (Object.keys(calls) as CallName[]).filter((name) => !seen.has(name))
  if (missing.length > 0)
    throw new Error(`expected every call of the contract to be measured, found none of ${missing.join(', ')}`)
  return times
}

const megabytes = (text: string): string => (text.length / 2 ** 20).toFixed(1)

/** Calls that take less are over before they could be cancelled. */
const worthCancelling = 1000

/** Makes a call, with an operation name where it takes one. */
async function timed<N extends CallName>(
  engine: Engine,
  name: N,
  input: CallInput<N>,
  note: string,
): Promise<CallTime & { readonly output: CallOutput<N> | undefined }> {
  const { input: schema } = calls[name]
  const takesOperation = 'shape' in schema && 'operation' in schema.shape
  const named = (operation: string): CallInput<N> => (takesOperation ? { ...input, operation } : input)
  let progress = 0
  const end = engine.on('operation', () => (progress += 1))
  const watch = new LoopWatch()
  const began = performance.now()
  const outcome = await engine.call(name, named('measured')).then(
    (output) => ({ output, failure: null }),
    (error: unknown) => ({ output: undefined, failure: error instanceof Error ? error.message : String(error) }),
  )
  const milliseconds = performance.now() - began
  const held = await watch.end()
  end()
  const isCancelled =
    takesOperation && outcome.failure === null && milliseconds >= worthCancelling && !keptAnswers.has(name)
  return {
    call: note === '' ? name : `${name} (${note})`,
    milliseconds,
    held,
    carried: outcome.output === undefined ? null : await carriedIn(name, input, outcome.output),
    progress: takesOperation ? progress : null,
    cancelled: isCancelled ? await cancelledAfter(engine, name, named('cancelled'), milliseconds / 10) : null,
    ...outcome,
  }
}

/** Milliseconds that an answer takes on its way to a page of the web shell, without the socket. */
async function carriedIn<N extends CallName>(name: N, input: CallInput<N>, output: CallOutput<N>): Promise<number> {
  const api = { call: () => checkedCall(name, input, async () => output), on: () => () => undefined } as unknown as Api
  const asText = (message: unknown): unknown => JSON.parse(JSON.stringify(message))
  const page = createWireClient(
    (request) => void answerRequest(api, asText(request)).then((reply) => page.receive(asText(reply))),
  )
  const began = performance.now()
  await page.api.call(name, input)
  return performance.now() - began
}

/** What was read once is kept in memory: a second call has nothing to cancel. */
const keptAnswers: ReadonlySet<CallName> = new Set(['analysis.distances', 'models.add'])

/** Milliseconds from the cancel of a call, `wait` milliseconds after its begin, to its end. */
async function cancelledAfter<N extends CallName>(
  engine: Engine,
  name: N,
  input: CallInput<N>,
  wait: number,
): Promise<number | null> {
  const call = engine.call(name, input).then(
    () => 'over',
    () => 'ended',
  )
  await delay(wait)
  const asked = performance.now()
  await engine.call('operations.cancel', { operation: 'cancelled' })
  return (await call) === 'ended' ? performance.now() - asked : null
}
