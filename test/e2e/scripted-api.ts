import { treeRequest } from '../../engine/analyses/tree.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { flatDistances } from '../core/tree/flat-distances.ts'
import { distanceFromSimilarity, distancesFromSimilarities } from '../../core/similarity/distance-from-similarity.ts'
import { ladderize } from '../../core/tree/ladderize.ts'
import { midpointRoot } from '../../core/tree/midpoint-root.ts'
import { negativeBranches } from '../../core/tree/negative-branches.ts'
import { neighbourTree } from '../../core/tree/neighbour-tree.ts'
import { rowsOfTree } from '../../core/tree/node-rows.ts'
import { rootByOutgroup } from '../../core/tree/root-by-outgroup.ts'
import { isTip, withBranch, withChildren, type Tree as CoreTree } from '../../core/tree/tree.ts'
import { upgma } from '../../core/tree/upgma.ts'
import {
  ApiError,
  type Api,
  type CallInput,
  type CallName,
  type CallOutput,
  type GenomeSummary,
  type Job,
  type ModelSummary,
  type ProbeSummary,
  type QueueState,
  type ScoringJob,
  type ScoringState,
} from '../../engine/api/contract.ts'
import { comparisonRemarks } from '../../engine/remarks/comparison-remarks.ts'
import { checkedCall } from '../../engine/api/check-message.ts'
import type { MachineLimits } from '../../engine/api/limits-contract.ts'
import type { MovedJob, QueuedJob } from '../../engine/api/job-contract.ts'
import { placeAfterStep, withMoved } from '../../engine/api/job-order.ts'
import { EventChannel } from '../../engine/api/event-channel.ts'
import { sampleProbe } from '../engine/fixtures/sample-probe.ts'

/** In the engine's own words. */
const [differingDevices] = comparisonRemarks({
  probes: ['CPU', 'Vulkan'].map((backend) => {
    const probe = sampleProbe('oak', 'float', 'f16')
    return { ...probe, environments: probe.environments.map((environment) => ({ ...environment, backend })) }
  }),
  comparedGenes: 5,
  hasFloatWeights: () => true,
})

/**
 * An engine that plays a script, for the states of the UI that a real engine on good models reaches rarely or not at
 * all: failing calls, failed probes, refused files, a hundred models, negative branches, wide bounds.
 */
export interface Script {
  /** Name, name of the parent, quantization, weights. */
  readonly models: readonly (readonly [name: string, parent: string | null, quantization: string, parameters: number])[]
  /** Calls that are refused with this message, until taken out. */
  readonly failing: Map<CallName, string>
  /** Calls that are never answered. */
  readonly silent: Set<CallName>
  /** Calls that are not answered for what they ask. */
  isSilent: (name: CallName, input: unknown) => boolean
  /** Half the width of every similarity's interval. */
  readonly halfWidth: number
  readonly jobs: Job[]
  readonly runs: ScoringJob[]
  readonly interrupted: QueueState['interrupted']
  readonly elsewhere: QueueState['elsewhere']
  readonly probed: boolean
}

export const nurseryModels: Script['models'] = [
  ['oak', null, 'F16', 381_600],
  ['oak-tales', 'oak', 'F16', 381_600],
  ['oak-sums', 'oak', 'F16', 381_600],
  ['oak-code', 'oak', 'F16', 381_600],
  ['oak-tales-chat', 'oak-tales', 'F16', 381_600],
  ['oak-sums-chat', 'oak-sums', 'F16', 381_600],
  ['oak-Q8_0', 'oak', 'Q8_0', 381_600],
  ['oak-Q4_0', 'oak', 'Q4_0', 381_600],
  ['fern', null, 'F16', 475_776],
  ['fern-tales', 'fern', 'F16', 475_776],
  ['fern-tales-chat', 'fern-tales', 'F16', 475_776],
  ['moss', null, 'F16', 467_808],
  ['moss-code', 'moss', 'F16', 467_808],
  ['moss-code-chat', 'moss-code', 'F16', 467_808],
  ['moss-Q4_0', 'moss', 'Q4_0', 467_808],
  ['Meta-Llama-3.1-8B-Instruct-abliterated-Q4_K_M', null, 'Q4_K_M', 8_030_261_312],
]

export function manyModels(count: number): Script['models'] {
  return Array.from({ length: count }, (_, index) => {
    const family = index % 7
    const name = index < 7 ? `family${'abcdefg'[family]}` : `family${'abcdefg'[family]}-${index}`
    return [
      name,
      index < 7 ? null : `family${'abcdefg'[family]}`,
      index % 3 === 0 ? 'Q4_K_M' : 'Q8_0',
      1e9 * (1 + (index % 5)),
    ] as const
  })
}

export function script(changes: Partial<Script> = {}): Script {
  return {
    models: nurseryModels,
    failing: new Map(),
    silent: new Set(),
    isSilent: () => false,
    halfWidth: 0.0012,
    jobs: [],
    runs: [],
    interrupted: [],
    elsewhere: [],
    probed: true,
    ...changes,
  }
}

/** Place of the model whose probe is half done. */
const halfDone = 2

const rule = { chars: 4, strip: 'none', temperature: 1 } as const
const settings = { ...rule, tolerance: 0.001, pooled: false, maxDepth: 24, maxNodes: 1000 }
const moment = '2026-03-09T14:05:00.000Z'

const genomes: GenomeSummary[] = [
  {
    id: 'g1',
    name: 'general',
    digest: 'a'.repeat(64),
    genes: 128,
    builtIn: true,
    description: 'Prose, dialogue, facts and instructions, cut inside words.',
  },
  {
    id: 'g2',
    name: 'code',
    digest: 'b'.repeat(64),
    genes: 128,
    builtIn: true,
    description: 'Twelve programming languages.',
  },
  {
    id: 'g3',
    name: 'quick',
    digest: 'd'.repeat(64),
    genes: 32,
    builtIn: true,
    description: 'The first genes of general.',
  },
]

const environment = {
  source: 'node-llama-cpp sequences',
  library: 'node-llama-cpp 3.22.1',
  build: 'b9000',
  backend: 'cpu',
  device: 'CPU',
  precision: 'F32',
  keyType: 'F32',
  valueType: 'F32',
  flashAttention: false,
  batchTokens: 512,
  threads: 2,
  sequences: 16,
  system: 'linux x64',
}

export interface ScriptedApi extends Api {
  readonly events: EventChannel
  readonly played: Script
  /** All calls so far. */
  readonly asked: readonly { readonly name: CallName; readonly input: unknown }[]
}

/** As the engine moves a job. */
function movedIn<Job extends QueuedJob>(jobs: readonly Job[], move: MovedJob): Job[] {
  const before = 'step' in move ? placeAfterStep(jobs, move.jobId, move.step) : move.before
  return before === undefined ? [...jobs] : withMoved(jobs, move.jobId, before)
}

/** Of scripted models the first word is the family: those with a base declare it, the others share its name. */
function familyOf(name: string, parent: string | null): Pick<ModelSummary, 'family' | 'familySource'> {
  return { family: /^\p{L}+/u.exec(name)![0].toLowerCase(), familySource: parent === null ? 'name' : 'base' }
}

/** One place, and where bytes could be freed a copy of it, which was moved since, and a link. */
function placesOf(
  name: string,
  state: ModelSummary['filesState'],
  freeable: number,
): Pick<ModelSummary, 'places' | 'freeable'> {
  const path = `/models/${name}.gguf`
  const file = `${name}.gguf`
  const first = { number: 0, path, file, state, shares: null }
  if (freeable === 0) return { places: [first], freeable }
  const link = { path, by: 'symbolic link' } as const
  return {
    places: [
      first,
      { number: 1, path: `/backup/${file}`, file, state: 'present', shares: null },
      { number: 2, path: `/models/latest.gguf`, file: 'latest.gguf', state: 'present', shares: link },
      { number: 3, path: `/old/${file}`, file, state: 'missing', shares: null },
    ],
    freeable,
  }
}

type Handlers = { readonly [N in CallName]?: (input: CallInput<N>) => CallOutput<N> }

export function scriptedApi(played: Script): ScriptedApi {
  let machineLimits: MachineLimits = {
    limits: { threads: null, memory: null, gpuLayers: null },
    machine: { cores: 8, memory: 16e9, availableMemory: 9e9, devices: ['Radeon 780M'] },
  }
  const events = new EventChannel()
  const asked: { name: CallName; input: unknown }[] = []
  let models: ModelSummary[] = played.models.map(([name, parent, quantization, parameters], index) => ({
    id: `m${index}`,
    name,
    path: `/models/${name}.gguf`,
    filesState: name === 'fern-tales' ? 'missing' : 'present',
    ...placesOf(name, name === 'fern-tales' ? 'missing' : 'present', name === 'moss-Q4_0' ? 1.2e9 : 0),
    sha256: index.toString(16).padStart(64, '0'),
    size: Math.round(parameters * (quantization === 'F16' ? 2.05 : quantization === 'Q8_0' ? 1.1 : 0.6)),
    parts: 1,
    architecture: 'llama',
    parameters,
    quantization,
    remarks: [],
    purpose: 'text',
    tokenizer: name.startsWith('moss') ? 'llama' : 'gpt2',
    vocabularySize: name.startsWith('fern') ? 768 : 512,
    contextLength: 256,
    declaredName: name,
    declaredBases: parent === null ? [] : [{ name: parent }],
    ...familyOf(name, parent),
    license: index % 4 === 0 ? null : 'cc0-1.0',
    addedAt: moment,
    firstName: null,
    tags: [],
    probedGenomes: played.probed && index !== halfDone ? ['general'] : [],
  }))
  let jobs = [...played.jobs]
  let paused = false

  let interrupted = [...played.interrupted]

  const queue = (): QueueState => {
    const genes = jobs.reduce((sum, job) => sum + job.genes, 0)
    const done = jobs.reduce((sum, job) => sum + job.done, 0)
    const remaining = jobs.some((job) => job.state === 'running') ? 94_000 : null
    return { jobs, paused, genes, done, remaining, interrupted, elsewhere: [...played.elsewhere] }
  }
  let runs = [...played.runs]
  let scoringPaused = false
  const scoring = (): ScoringState => {
    const items = runs.reduce((sum, run) => sum + run.items, 0)
    const done = runs.reduce((sum, run) => sum + run.done, 0)
    return {
      jobs: runs,
      paused: scoringPaused,
      items,
      done,
      remaining: runs.some((run) => run.state === 'running') ? 61_000 : null,
      interrupted: [],
      elsewhere: [],
    }
  }
  const compared = (ids: readonly string[] | undefined) =>
    models.filter((model) => model.probedGenomes.includes('general') && (ids === undefined || ids.includes(model.id)))

  const handlers: Handlers = {
    'models.list': () => models,
    'models.get': ({ modelId }) => {
      const model = models.find((entry) => entry.id === modelId)
      if (model === undefined) throw new ApiError('not-found', `There is no model with the id ${modelId}.`)
      return {
        ...model,
        statedFamily: null,
        importedFamily: null,
        near: [],
        files: [{ path: model.path, size: model.size, sha256: model.sha256 }],
        metadata: [
          { key: 'general.architecture', type: 'string', value: 'llama' },
          { key: 'general.name', type: 'string', value: model.name },
          { key: 'tokenizer.ggml.tokens', type: 'array', value: '[512 × string] <unk>, <s>, </s>, a, b, c …' },
        ],
        tensorTypes: [
          { type: model.quantization, tensors: 30, bytes: Math.round(model.size * 0.97) },
          { type: 'F32', tensors: 9, bytes: 18_432 },
        ],
      }
    },
    'lineage.sketched': () => ({ modelIds: [] }),
    'scores.table': () => ({ models: [], scores: [] }),
    'models.removePlace': ({ modelId, place }) => {
      models = models.map((model) =>
        model.id === modelId
          ? { ...model, places: model.places.filter(({ number }) => number !== place), freeable: 0 }
          : model,
      )
      events.emit('models.changed', {})
      return models.find((model) => model.id === modelId)!
    },
    'models.remove': ({ modelId }) => {
      models = models.filter((model) => model.id !== modelId)
      events.emit('models.changed', {})
      return { removed: true }
    },
    'models.add': ({ operation }) => {
      events.emit('operation', { operation, item: 'oak.gguf', done: 5e6, total: 1e7, unit: 'bytes' })
      return {
        added: models.slice(0, 1),
        known: models.slice(1, 3),
        renamed: [],
        copies: [{ path: '/models/oak-again.gguf', name: 'oak', sameAs: '/models/oak.gguf', isNew: true }],
        moved: [],
        refused: [
          {
            path: '/models/torn.gguf',
            kind: 'download',
            reason: 'Expected 381600 bytes of tensor data, found 12 000: the file is truncated.',
          },
        ],
      }
    },
    'operations.cancel': () => ({ cancelled: true }),
    'places.roots': () => [
      { id: 'p1', name: 'Demo models', path: '/models' },
      { id: 'p2', name: 'Home', path: '/home/reader' },
    ],
    'sources.find': () => [],
    'places.list': ({ placeId }) => ({
      place: { id: placeId, name: 'models', path: '/models' },
      parent: placeId === 'p1' ? null : { id: 'p1', name: 'models', path: '/models' },
      folders: placeId === 'p1' ? [{ id: 'p3', name: 'more', path: '/models/more' }] : [],
      files:
        placeId === 'p3'
          ? []
          : models.map((model) => ({
              id: `f-${model.id}`,
              name: `${model.name}.gguf`,
              path: model.path,
              size: model.size,
            })),
      unnamable: placeId === 'p3' ? ['caf\ufffd.gguf'] : [],
    }),
    'genomes.list': () => genomes,
    'genomes.get': ({ genomeId }) => ({
      ...genomes.find((genome) => genome.id === genomeId)!,
      texts: Array.from(
        { length: 128 },
        (_, index) => `The harbour master wrote in entry ${index} that the tide had tur`,
      ),
    }),
    'probes.list': () =>
      models
        .filter(() => played.probed)
        .map((model, index): ProbeSummary => {
          const done = index === halfDone ? 71 : 128
          return {
            id: `q${model.id}`,
            modelId: model.id,
            modelName: model.name,
            genomeId: 'g1',
            genomeName: 'general',
            settings,
            precision: 'file',
            noise: { genes: 4, mean: 0.0006, max: 0.0011 },
            unmeasured: [],
            genes: 128,
            done,
            complete: done === 128,
            setAside: [],
            asideReasons: [],
            capped: index === 5 ? 2 : 0,
            nodes: 4120,
            evaluatedTokens: 21_400,
            meanUnresolved: 0.0184,
            meanBound: 0.00082,
            logLikelihood: -14_250,
            tokens: 2900,
            bytes: 7300,
            elapsed: 41_000,
            environments: [environment],
            remarks: [],
            updatedAt: moment,
          }
        }),
    'probes.start': ({ modelIds, genomeId }) => {
      const added = modelIds.map((modelId, index): Job => {
        const model = models.find((entry) => entry.id === modelId)!
        return job({
          id: `j${jobs.length + index}`,
          modelId,
          modelName: model.name,
          genomeId,
          state: index === 0 && jobs.length === 0 ? 'running' : 'waiting',
          done: index === 0 ? 12 : 0,
        })
      })
      jobs = [...jobs, ...added]
      events.emit('queue', queue())
      return { jobs: added, skipped: [] }
    },
    'probes.estimate': ({ modelIds }) => ({
      low: 60_000 * modelIds.length,
      likely: 120_000 * modelIds.length,
      high: 300_000 * modelIds.length,
      models: modelIds.length,
      genes: 128 * modelIds.length,
      isMeasured: played.probed,
    }),
    'limits.get': () => machineLimits,
    'limits.set': (limits) => {
      if ((limits.threads ?? 0) > machineLimits.machine.cores)
        throw new ApiError('invalid', 'Threads: expected 1 to 8 (the cores of this machine), found more.')
      machineLimits = {
        ...machineLimits,
        limits: {
          threads: limits.threads === undefined ? machineLimits.limits.threads : limits.threads,
          memory: limits.memory === undefined ? machineLimits.limits.memory : limits.memory,
          gpuLayers: limits.gpuLayers === undefined ? machineLimits.limits.gpuLayers : limits.gpuLayers,
        },
      }
      events.emit('limits.changed', {})
      return machineLimits
    },
    'queue.get': queue,
    'queue.pause': () => {
      paused = true
      return queue()
    },
    'queue.resume': () => {
      paused = false
      return queue()
    },
    'queue.cancel': ({ jobId }) => {
      jobs = jobs.map((entry) => (entry.id === jobId ? { ...entry, state: 'cancelled' } : entry))
      return queue()
    },
    'queue.resumeInterrupted': () => {
      jobs = interrupted.map(({ id, modelName, done, pieces, isComplete }) =>
        job({ id, modelName, done, genes: pieces, state: isComplete ? 'done' : 'waiting' }),
      )
      interrupted = []
      return queue()
    },
    'queue.forgetInterrupted': () => {
      interrupted = []
      return queue()
    },
    'queue.hold': ({ jobId }) => {
      jobs = jobs.map((entry) => (entry.id === jobId ? { ...entry, held: true, state: 'paused' } : entry))
      return queue()
    },
    'queue.release': ({ jobId }) => {
      jobs = jobs.map((entry) => (entry.id === jobId ? { ...entry, held: false, state: 'waiting' } : entry))
      return queue()
    },
    'queue.move': (move) => {
      jobs = movedIn(jobs, move)
      return queue()
    },
    'queue.cancelAll': () => {
      jobs = jobs.map((entry) =>
        entry.state === 'done' || entry.state === 'failed' ? entry : { ...entry, state: 'cancelled' },
      )
      return queue()
    },
    'queue.clear': () => {
      jobs = []
      return queue()
    },
    'benchmarks.tasks': () => [{ name: 'plain', title: 'Plain', metrics: ['acc'], defaultShots: 0, takesShots: true }],
    'benchmarks.list': () => [
      {
        id: 'b1',
        name: 'sums',
        digest: 'c'.repeat(64),
        task: 'plain',
        description: 'Sums of two numbers.',
        builtIn: true,
        records: 112,
        repeated: 0,
        damage: null,
      },
    ],
    'runs.list': () => [],
    'scoring.get': scoring,
    'scoring.pause': () => {
      scoringPaused = true
      return scoring()
    },
    'scoring.resume': () => {
      scoringPaused = false
      return scoring()
    },
    'scoring.cancel': ({ jobId }) => {
      runs = runs.map((entry) => (entry.id === jobId ? { ...entry, state: 'cancelled' } : entry))
      return scoring()
    },
    'scoring.resumeInterrupted': scoring,
    'scoring.forgetInterrupted': scoring,
    'scoring.hold': ({ jobId }) => {
      runs = runs.map((entry) => (entry.id === jobId ? { ...entry, held: true, state: 'paused' } : entry))
      return scoring()
    },
    'scoring.release': ({ jobId }) => {
      runs = runs.map((entry) => (entry.id === jobId ? { ...entry, held: false, state: 'waiting' } : entry))
      return scoring()
    },
    'scoring.move': (move) => {
      runs = movedIn(runs, move)
      return scoring()
    },
    'scoring.cancelAll': () => {
      runs = runs.map((entry) =>
        entry.state === 'done' || entry.state === 'failed' ? entry : { ...entry, state: 'cancelled' },
      )
      return scoring()
    },
    'scoring.clear': () => {
      runs = []
      return scoring()
    },
    'analysis.distances': ({ modelIds, measure }) => {
      const chosen = compared(modelIds)
      const similarity = similarities(chosen)
      return {
        modelIds: chosen.map((model) => model.id),
        models: chosen.map((model) => model.name),
        genes: 128,
        measure,
        rule,
        similarity,
        distance: similarity.map((row) => row.map((value) => distanceFromSimilarity(measure, value))),
        lower: similarity.map((row, i) => row.map((value, j) => (i === j ? 1 : Math.max(0, value - played.halfWidth)))),
        upper: similarity.map((row, i) => row.map((value, j) => (i === j ? 1 : Math.min(1, value + played.halfWidth)))),
        same: [],
        remarks: [differingDevices!],
      }
    },
    'analysis.tree': (asked) => {
      const request = treeRequest.parse(asked)
      const chosen = compared(request.modelIds)
      if (chosen.length < 2)
        throw new ApiError('invalid', `A tree needs at least 2 models with complete probes, found ${chosen.length}.`)
      const ids = chosen.map((model) => model.id)
      const distance = distancesFromSimilarities(request.measure, flatDistances(similarities(chosen)))
      const random = seededGenerator(request.seed)
      const supported = (node: CoreTree, top: boolean): CoreTree => {
        const children = node.children.map((child) => supported(child, false))
        const support =
          top || isTip(node) || request.replicates === 0
            ? undefined
            : Math.round(request.replicates * Math.sqrt(random.real())) / request.replicates
        return withBranch(withChildren(node, children), { length: node.length, support })
      }
      const plain = supported(request.method === 'upgma' ? upgma(distance, ids) : neighbourTree(distance, ids), true)
      const rooted =
        request.root === 'none'
          ? plain
          : request.root === 'midpoint'
            ? midpointRoot(plain)
            : rootByOutgroup(plain, [request.root.modelId])
      const shown = ladderize(rooted)
      const nameOf = new Map(chosen.map((model) => [model.id, model.name]))
      return {
        nodes: rowsOfTree(shown).map((row) => ({
          ...row,
          modelId: row.name,
          name: row.name === null ? null : (nameOf.get(row.name) ?? null),
        })),
        rooted: request.method === 'upgma' || request.root !== 'none',
        root: request.root,
        method: request.method,
        measure: request.measure,
        genes: 128,
        replicates: request.replicates,
        seed: request.seed,
        negativeBranches: negativeBranches(plain).length,
        same: [],
        remarks: [differingDevices!],
      }
    },
    'report.html': ({ title }) => ({
      html: `<!doctype html><title>${title ?? 'A report'}</title>`,
      remarks: [
        {
          kind: 'tolerances',
          text: 'Tolerances differ: 0.001, 0.01. The bounds take this into account.',
          modelIds: [],
        },
      ],
    }),
  }

  return {
    events,
    played,
    asked,
    on: (name, listener) => events.on(name, listener),
    call: async (name, input) => {
      asked.push({ name, input })
      if (played.silent.has(name) || played.isSilent(name, input)) return await new Promise(() => undefined)
      const refusal = played.failing.get(name)
      if (refusal !== undefined) throw new ApiError('failed', refusal)
      const handler = handlers[name] as ((input: never) => CallOutput<typeof name>) | undefined
      if (handler === undefined) throw new ApiError('not-found', `The script has no ${name}.`)
      return await checkedCall(name, input, async (checked) => handler(checked as never))
    },
  }
}

export function job(changes: Partial<Job>): Job {
  return {
    id: 'j0',
    modelId: 'm0',
    modelName: 'oak',
    genomeId: 'g1',
    genomeName: 'general',
    settings,
    load: { gpu: 'auto' },
    precisionReason: null,
    state: 'waiting',
    held: false,
    genes: 128,
    done: 0,
    nodes: 0,
    elapsed: 0,
    remaining: null,
    failure: null,
    ...changes,
  }
}

export function run(changes: Partial<ScoringJob>): ScoringJob {
  return {
    id: 'r0',
    modelId: 'm0',
    modelName: 'oak',
    benchmarkId: 'b1',
    benchmarkName: 'sums',
    task: 'plain',
    shots: 0,
    seed: 0,
    limit: null,
    load: { gpu: 'auto' },
    precisionReason: null,
    state: 'waiting',
    held: false,
    items: 112,
    done: 0,
    elapsed: 0,
    remaining: null,
    runId: null,
    failure: null,
    ...changes,
  }
}

/**
 * Similarity that falls with the number of steps between two models in their family, a little noise added; 0.2 to 0.4
 * between families.
 */
function similarities(models: readonly ModelSummary[]): number[][] {
  const random = seededGenerator(7)
  const rootward = (model: ModelSummary): string[] => {
    const line = [model.name]
    for (
      let next = model.declaredBases[0]?.name;
      next !== undefined;
      next = models.find((entry) => entry.name === next)?.declaredBases[0]?.name
    )
      line.push(next)
    return line
  }
  const lines = models.map(rootward)
  const matrix = models.map(() => models.map(() => 1))
  for (let i = 0; i < models.length; i++) {
    for (let j = 0; j < i; j++) {
      const shared = lines[i]!.findIndex((name) => lines[j]!.includes(name))
      const steps = shared < 0 ? null : shared + lines[j]!.indexOf(lines[i]![shared]!)
      const near = models[i]!.quantization !== models[j]!.quantization && steps === 1 ? 0.97 : 0.86
      const value = (steps === null ? 0.22 : near ** steps) + 0.05 * random.real() - 0.02
      matrix[i]![j] = value
      matrix[j]![i] = value
    }
  }
  return matrix
}
