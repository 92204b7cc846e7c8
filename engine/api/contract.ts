/**
 * The one contract between the engine and whoever drives it: CLI, web shell, Electron. A schema per call and per event;
 * handler and client types follow from it. No Node or DOM API here: the renderer imports this file too.
 */
import { z } from 'zod'
import { refusedKinds } from '../../core/model/file-kind.ts'
import { modelPurposes } from '../../core/model/model-purpose.ts'
import { apiErrorCodes } from './api-error.ts'
import { analysisCalls } from '../analyses/all.ts'
import { benchmarksCalls, scoringState } from './benchmarks-contract.ts'
import { call, identifier, nameText, nothing } from './call.ts'
import { emergenceCalls } from './emergence-contract.ts'
import { familySource } from './family-contract.ts'
import { precision } from '../../native/schemas/load-settings.ts'
import { alleleRule, probeSettings } from '../../native/schemas/probe-settings.ts'
import { sourceEnvironment } from '../../native/schemas/source-environment.ts'
import { jobLoadSettings, movedJob, queue, queuedJob } from './job-contract.ts'
import { modelRemark } from './remark-contract.ts'
import { scoresCalls } from './scores-contract.ts'
import { lineageCalls } from './lineage-contract.ts'
import { projectsCalls } from './projects-contract.ts'
import { limitsCalls } from './limits-contract.ts'
import { removalGroup, removalsCalls, removedAnswer } from './removals-contract.ts'
import { reportCalls } from './report-contract.ts'

// ---------------------------------------------------------------- models

const declaredBase = z.object({
  name: z.string().optional(),
  organization: z.string().optional(),
  version: z.string().optional(),
  url: z.string().optional(),
})

/**
 * `present`: all files are where they were and look as they did when they were read; `touched`: they have their sizes,
 * and were written to or replaced; a probe reads them first, and their content decides.
 */
const filesState = z.enum(['present', 'touched', 'missing', 'changed'])

/** A path at which a model's content has been read. */
const modelPlace = z.object({
  /** By which it is told from the model's other places. */
  number: z.number().int(),
  /** Of the first part; `file` is the name it has here. */
  path: z.string(),
  file: z.string(),
  state: filesState,
  /** The place with whose bytes it shares its own, so that taking it away frees nothing. */
  shares: z.object({ path: z.string(), by: z.enum(['symbolic link', 'hard link']) }).nullable(),
})

const modelSummary = z.object({
  /** Short and stable: the first characters of the content's sha256, longer only on a clash. */
  id: identifier,
  /**
   * By default the file's name without .gguf (and without the part number of a split file), with the first fact behind
   * it by which it differs from others of that name.
   */
  name: z.string(),
  /** Of its first part at the place that is read; empty where none is recorded. */
  path: z.string(),
  /** Of the files at the place that is read. Stored results stay usable always. */
  filesState,
  /** All places of the content, the one that is read first. */
  places: z.array(modelPlace),
  /** Bytes that its copies take beyond the place that is read: what could be freed, at most. */
  freeable: z.number().int(),
  sha256: z.string(),
  /** Bytes of all parts. */
  size: z.number().int(),
  parts: z.number().int(),
  architecture: z.string(),
  /** What the model was made for; what is no `text` model is marked where it is named. */
  purpose: z.enum(modelPurposes),
  /** Number of weights, from the tensor table. */
  parameters: z.number().int(),
  /**
   * The declared file type where the tensors follow it, e.g. `Q4_K_M`, else the tensor type of most weights, e.g.
   * `F16`.
   */
  quantization: z.string(),
  /** What to know of the header: where it contradicts the tensors, or lacks what llama.cpp then guesses. */
  remarks: z.array(modelRemark),
  tokenizer: z.string(),
  vocabularySize: z.number().int(),
  contextLength: z.number().int().nullable(),
  declaredName: z.string().nullable(),
  declaredBases: z.array(declaredBase),
  /** The family of the model, and what it is read from; `unknown`: the model stands for itself. */
  family: z.string(),
  familySource,
  license: z.string().nullable(),
  /** What it was named when it was added; null where it was never renamed. */
  firstName: z.string().nullable(),
  /** As the user put them on it, in the order of their letters. */
  tags: z.array(z.string()),
  addedAt: z.string(),
  /** Genomes this model has complete populations for (names). */
  probedGenomes: z.array(z.string()),
})

/** One metadata entry of a GGUF header, shortened for display; arrays as `[count × type] first values …`. */
const metadataEntry = z.object({ key: z.string(), type: z.string(), value: z.string() })

const modelDetail = modelSummary.extend({
  /** At the place that is read. */
  files: z.array(z.object({ path: z.string(), size: z.number().int(), sha256: z.string() })),
  metadata: z.array(metadataEntry),
  tensorTypes: z.array(z.object({ type: z.string(), tensors: z.number().int(), bytes: z.number().int() })),
  /** As the user stated it; null where nobody did. */
  statedFamily: z.string().nullable(),
  /** As a table of scores gives it. */
  importedFamily: z.string().nullable(),
  /** Models that comparisons found near this one, the nearest first. */
  near: z.array(z.object({ modelId: identifier, name: z.string(), distance: z.number() })),
})

/** A path from which nothing was added: what it is, why, and what to do instead. */
const refusal = z.object({ path: z.string(), kind: z.enum(refusedKinds), reason: z.string() })

const addReport = z.object({
  added: z.array(modelSummary),
  /** Already in the library (same content): returned as they are. */
  known: z.array(modelSummary),
  /** Models that had their name alone, and have a fact behind it now, as another one of that name was added. */
  renamed: z.array(z.object({ id: identifier, from: z.string(), to: z.string() })),
  /**
   * Files whose content a model of the library has at another path (`sameAs`), by the model's name: kept as places of
   * that model, `isNew` where they were none before.
   */
  copies: z.array(z.object({ path: z.string(), name: z.string(), sameAs: z.string(), isNew: z.boolean() })),
  /** Models, by their names, that are at none of the paths at which they were before (`from` the last of them). */
  moved: z.array(z.object({ path: z.string(), name: z.string(), from: z.string() })),
  refused: z.array(refusal),
})

/**
 * A folder or file on the engine's machine that a shell may offer. The id is a grant: the only way to name a path over
 * the Api.
 */
export const place = z.object({ id: identifier, name: z.string(), path: z.string() })

/** A folder in which another program keeps models, with what is known of them before any is read: see `place`. */
const modelSource = place.extend({
  /** Of the program. */
  name: z.string(),
  isRefused: z.boolean(),
  /** Why the folder cannot be read; null where it can. */
  unreadable: z.string().nullable(),
  models: z.array(
    z.object({
      /** As the program calls it. */
      name: z.string(),
      path: z.string(),
      bytes: z.number().int(),
      /** Equal where the content is the same, as far as names, links and samples tell. */
      content: z.string(),
      /** Whether the library has it. */
      isKnown: z.boolean(),
    }),
  ),
  /** What else lies there. */
  leftOut: z.array(refusal),
})

const placeListing = z.object({
  place,
  parent: place.nullable(),
  folders: z.array(place),
  /** GGUF files, or those that may be projects. */
  files: z.array(place.extend({ size: z.number().int() })),
  /**
   * Names of folders and GGUF files that cannot be opened, as their bytes are no UTF-8 text: U+FFFD stands for each
   * such byte.
   */
  unnamable: z.array(z.string()),
})

// ---------------------------------------------------------------- genomes

const genomeSummary = z.object({
  id: identifier,
  name: z.string(),
  /** sha256 over the genes in order. */
  digest: z.string(),
  genes: z.number().int(),
  builtIn: z.boolean(),
  description: z.string(),
})

const genomeDetail = genomeSummary.extend({ texts: z.array(z.string()) })

// ---------------------------------------------------------------- probes

/** A stored probe: one model, one genome, one set of settings. */
const probeSummary = z.object({
  id: identifier,
  modelId: identifier,
  modelName: z.string(),
  genomeId: identifier,
  genomeName: z.string(),
  settings: probeSettings,
  precision,
  /**
   * The engine's noise: total variation between the next-token distributions of a few genes evaluated alone and among
   * the others; null where it was not measured.
   */
  noise: z
    .object({
      genes: z.number().int(),
      mean: z.number(),
      max: z.number(),
      /** Genes on which it could not be measured: of a single token, or the process died on them; absent: none. */
      failed: z.number().int().optional(),
    })
    .nullable(),
  /**
   * Genes that are done and whose noise is still to be measured: the probe was stopped in between. Probing again
   * measures it.
   */
  unmeasured: z.array(z.number().int()),
  genes: z.number().int(),
  done: z.number().int(),
  complete: z.boolean(),
  /** Genes set aside after the inference process refused them or died on them twice. */
  setAside: z.array(z.number().int()),
  /** Why, in the words of the process; the most frequent three. */
  asideReasons: z.array(z.string()),
  /** Genes whose expansion hit a cap before the tolerance. */
  capped: z.number().int(),
  nodes: z.number().int(),
  evaluatedTokens: z.number().int(),
  /** Means over the genes done. */
  meanUnresolved: z.number(),
  meanBound: z.number(),
  /** Sums over the genes done. */
  logLikelihood: z.number(),
  tokens: z.number().int(),
  bytes: z.number().int(),
  /** Milliseconds of probing, over all sittings. */
  elapsed: z.number(),
  /** The environments its genes were evaluated in; more than one where it was resumed under other conditions. */
  environments: z.array(sourceEnvironment),
  /** What must be known beside its numbers, of the model's file and of the probe. */
  remarks: z.array(modelRemark),
  updatedAt: z.string(),
})

const job = queuedJob.extend({
  genomeId: identifier,
  genomeName: z.string(),
  settings: probeSettings,
  genes: z.number().int(),
  nodes: z.number().int(),
})

const queueState = queue.extend({
  jobs: z.array(job),
  genes: z.number().int(),
})

const startProbes = z.object({
  modelIds: z.array(identifier).min(1).max(10_000),
  genomeId: identifier,
  settings: probeSettings,
  load: jobLoadSettings,
})

/** How long probes would take that are not complete: milliseconds with the ends of a range. */
const probeEstimate = z.object({
  low: z.number(),
  likely: z.number(),
  high: z.number(),
  /** Models and genes that are missing. */
  models: z.number().int(),
  genes: z.number().int(),
  /** Whether it rests on probes that are stored; else on what other machines took. */
  isMeasured: z.boolean(),
})

// ---------------------------------------------------------------- populations

const allele = z.object({ text: z.string(), end: z.boolean(), p: z.number() })
const residue = z.object({ prefix: z.string(), p: z.number() })
const nextToken = z.object({ token: z.number().int(), text: z.string(), logProbability: z.number() })

const geneResult = z.object({
  alleles: z.array(allele),
  residue: z.array(residue),
  unresolved: z.number(),
  bound: z.number(),
  logLikelihood: z.number(),
  tokens: z.number().int(),
  bytes: z.number().int(),
  nodes: z.number().int(),
  evaluatedTokens: z.number().int(),
  cap: z.enum(['none', 'depth', 'nodes']),
  nextTokens: z.array(nextToken),
})

/** Some of a probe's genes that are done, in order. */
const population = z.object({
  probe: probeSummary,
  genes: z.array(geneResult.extend({ index: z.number().int(), text: z.string() })),
  /** What to ask for as `from` to go on; null after the last gene. */
  next: z.number().int().nullable(),
})

// ---------------------------------------------------------------- system

const doctorReport = z.object({
  healthy: z.boolean(),
  checks: z.array(
    z.object({
      name: z.string(),
      /** Whether it can be not ok; a `fact` is only told. */
      kind: z.enum(['check', 'fact']),
      ok: z.boolean(),
      /** What was found, one line. */
      found: z.string(),
      /** What to do about it; only where not ok. */
      advice: z.string().optional(),
    }),
  ),
})

const operationProgress = z.object({
  operation: z.string(),
  /** What is being worked on, e.g. a file name. */
  item: z.string(),
  done: z.number(),
  total: z.number(),
  unit: z.string(),
})

// ---------------------------------------------------------------- the contract

const tagText = nameText(60)

export const calls = {
  'models.list': call(nothing, z.array(modelSummary)),
  'models.get': call(z.object({ modelId: identifier }), modelDetail),
  /**
   * Reads headers, then hashes; progress as `operation` events with the given operation name, in files and then in
   * bytes. Cancelled by `operations.cancel`.
   */
  'models.add': call(
    z.object({
      placeIds: z.array(identifier).min(1),
      operation: identifier,
      /** Whether embedding models and rerankers that lie in folders are added too. */
      embeddings: z.boolean().default(false),
    }),
    addReport,
  ),
  /**
   * Looks in files and folders for the content of models whose files are gone, and keeps all paths found in one step;
   * with `dryRun` only tells them. Progress in bytes. Cancelled by `operations.cancel`; then nothing is kept.
   */
  'models.relocate': call(
    z.object({
      placeIds: z.array(identifier).min(1),
      dryRun: z.boolean().default(false),
      operation: identifier.optional(),
    }),
    z.object({
      found: z.array(z.object({ modelId: identifier, name: z.string(), from: z.string().nullable(), to: z.string() })),
      missing: z.array(z.object({ modelId: identifier, name: z.string() })),
      files: z.number().int(),
    }),
  ),
  /**
   * Looks through the folders and programs from which models were added: files that the library does not know, models
   * whose files have moved, and those that are gone. `add` adds the new ones, `relocate` takes over the paths of the
   * moved ones and forgets their former ones; `report` then says what came of it. Progress in files, then as that of
   * `models.add`. Cancelled by `operations.cancel`.
   */
  'models.rescan': call(
    z.object({ operation: identifier, add: z.boolean().default(false), relocate: z.boolean().default(false) }),
    z.object({
      fresh: z.array(place.extend({ bytes: z.number().int() })),
      moved: z.array(z.object({ modelId: identifier, name: z.string(), from: z.string(), path: z.string() })),
      vanished: z.array(z.object({ modelId: identifier, name: z.string(), path: z.string() })),
      report: addReport.nullable(),
    }),
  ),
  /** Forgets a path of a model, which may be its last one. Nothing on the disk changes. */
  'models.removePlace': call(z.object({ modelId: identifier, place: z.number().int() }), modelSummary),
  'models.remove': call(z.object({ modelId: identifier, group: removalGroup }), removedAnswer),
  /**
   * States the family of models; null takes back what was stated, so that what files and measurements say counts again.
   */
  'models.setFamily': call(
    z.object({ modelIds: z.array(identifier).min(1).max(10_000), family: nameText(200).nullable() }),
    z.array(modelSummary),
  ),
  /** What the file and its header call the model stays known. Throws `conflict` where another model has the name. */
  'models.rename': call(z.object({ modelId: identifier, name: nameText(200) }), modelSummary),
  /** Puts tags on models, and takes others away. Of a tag that the library has in another case that spelling counts. */
  'models.tag': call(
    z.object({
      modelIds: z.array(identifier).min(1).max(10_000),
      add: z.array(tagText).max(100).default([]),
      remove: z.array(tagText).max(100).default([]),
    }),
    z.array(modelSummary),
  ),
  'operations.cancel': call(z.object({ operation: identifier }), z.object({ cancelled: z.boolean() })),
  /** Starting points for choosing files: home, known model caches that exist, the demo models. */
  'places.roots': call(nothing, z.array(place)),
  'places.list': call(
    z.object({ placeId: identifier, kind: z.enum(['models', 'projects']).default('models') }),
    placeListing,
  ),
  /**
   * The models that other programs keep on this machine. Headers are read and nothing behind them. With an operation
   * name: progress as `operation` events in files, cancelled by `operations.cancel`.
   */
  'sources.find': call(z.object({ operation: identifier.optional() }), z.array(modelSource)),
  /** Keeps in mind that models of these sources are not to be added, or forgets that. */
  'sources.refuse': call(z.object({ sourceIds: z.array(identifier).min(1), isRefused: z.boolean() }), nothing),
  /** As `models.add`, with the names that the programs have for the models, also of sources that were refused. */
  'sources.add': call(
    z.object({
      sourceIds: z.array(identifier).min(1),
      operation: identifier,
      embeddings: z.boolean().default(false),
    }),
    addReport,
  ),
  'genomes.list': call(nothing, z.array(genomeSummary)),
  'genomes.get': call(z.object({ genomeId: identifier }), genomeDetail),
  /**
   * With an operation name: progress as `operation` events, cancelled by `operations.cancel`; then nothing is stored.
   */
  'genomes.add': call(
    z.object({
      name: nameText(100),
      genes: z.array(z.string()).min(1).max(100_000),
      operation: identifier.optional(),
    }),
    genomeSummary,
  ),
  /** Removes a genome with its probes; with `unused` one that no probe uses, and refuses another. */
  'genomes.remove': call(
    z.object({ genomeId: identifier, unused: z.boolean().optional(), group: removalGroup }),
    removedAnswer,
  ),
  'probes.list': call(nothing, z.array(probeSummary)),
  'probes.remove': call(z.object({ probeId: identifier, group: removalGroup }), removedAnswer),
  /** Queues what is not done yet; models already complete under these settings are returned as `skipped`. */
  'probes.start': call(startProbes, z.object({ jobs: z.array(job), skipped: z.array(probeSummary) })),
  /** How long what `probes.start` would queue takes on this machine. */
  'probes.estimate': call(startProbes.pick({ modelIds: true, genomeId: true, settings: true }), probeEstimate),
  'queue.get': call(nothing, queueState),
  /**
   * No new genes are begun until `queue.resume`; those in flight are finished and stored, then the model is unloaded.
   */
  'queue.pause': call(nothing, queueState),
  'queue.resume': call(nothing, queueState),
  'queue.cancel': call(z.object({ jobId: identifier }), queueState),
  /** As `queue.pause`, of one job: the queue goes on with the others. */
  'queue.hold': call(z.object({ jobId: identifier }), queueState),
  'queue.release': call(z.object({ jobId: identifier }), queueState),
  /** Small models come first until a job is moved. What runs goes on. */
  'queue.move': call(movedJob, queueState),
  /** Queues the jobs that were interrupted, in their order. */
  'queue.resumeInterrupted': call(nothing, queueState),
  /** Forgets them; what they have stored stays. */
  'queue.forgetInterrupted': call(nothing, queueState),
  'queue.cancelAll': call(nothing, queueState),
  /** Removes finished, failed and cancelled jobs from the list. */
  'queue.clear': call(nothing, queueState),
  /**
   * The genes with an index of `from` or more, `count` of them at most, and fewer where their alleles are many. To go
   * on, ask for `from`: `next` of the same `probeId`; without one, the model's best probe is taken.
   */
  'populations.get': call(
    z.object({
      modelId: identifier,
      genomeId: identifier,
      rule: alleleRule.optional(),
      probeId: identifier.optional(),
      from: z.number().int().min(0).default(0),
      count: z.number().int().min(1).max(1000).default(100),
    }),
    population,
  ),
  ...analysisCalls,
  ...benchmarksCalls,
  ...scoresCalls,
  ...emergenceCalls,
  ...reportCalls,
  ...lineageCalls,
  ...removalsCalls,
  ...projectsCalls,
  ...limitsCalls,
  /**
   * Reads the whole database. With an operation name: progress as `operation` events, cancelled by `operations.cancel`.
   */
  'system.doctor': call(z.object({ operation: identifier.optional() }), doctorReport),
} as const

export const events = {
  'models.changed': nothing,
  /** A family was stated, or a comparison found other models near each other than before. */
  'families.changed': nothing,
  'genomes.changed': nothing,
  /** A probe became complete, or was removed: what compares probes is stale. */
  'probes.changed': nothing,
  /** A probe that is not complete has more genes. */
  'probes.grown': nothing,
  'scores.changed': nothing,
  'benchmarks.changed': nothing,
  'runs.changed': nothing,
  /** The weights of a model were sketched. */
  'sketches.changed': nothing,
  /** Jobs of other engines on the same database, or what was left of them, have changed. */
  'jobs.changed': nothing,
  /** Tables of checkpoints were imported or removed. */
  'emergence.changed': nothing,
  /** Something was removed, and can be undone, or can no longer. */
  'removals.changed': nothing,
  /** Another project is open, or what is known of projects has changed. */
  'project.changed': nothing,
  /** What loaded models may take of the machine. */
  'limits.changed': nothing,
  queue: queueState,
  scoring: scoringState,
  operation: operationProgress,
} as const

export type Calls = typeof calls
export type CallName = keyof Calls
export type CallInput<N extends CallName> = z.input<Calls[N]['input']>
export type CallOutput<N extends CallName> = z.output<Calls[N]['output']>
type Events = typeof events
export type EventName = keyof Events
export type EventPayload<N extends EventName> = z.output<Events[N]>

/** The engine as its drivers see it. */
export interface Api {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>
  /** Returns a function that ends the subscription. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
}

export const apiErrorShape = z.object({ code: z.enum(apiErrorCodes), message: z.string() })

export { ApiError, type ApiErrorCode } from './api-error.ts'
export type { ModelSketched, WeightsCompared } from './lineage-contract.ts'
export type { Distances } from '../analyses/distances.ts'
export type { Tree, TreeNode } from '../analyses/tree.ts'
export type { AlleleRule, Measure } from './comparison-contract.ts'
export type {
  BenchmarkSummary,
  ItemResult,
  RunSummary,
  ScoringJob,
  ScoringState,
  TaskSummary,
} from './benchmarks-contract.ts'

export type ModelSummary = z.output<typeof modelSummary>
export type ModelDetail = z.output<typeof modelDetail>
export type AddReport = z.output<typeof addReport>
export type ModelSource = z.output<typeof modelSource>
export type Place = z.output<typeof place>
export type PlaceListing = z.output<typeof placeListing>
export type GenomeSummary = z.output<typeof genomeSummary>
export type ProbeSummary = z.output<typeof probeSummary>
export type Job = z.output<typeof job>
export type ProbeEstimate = z.output<typeof probeEstimate>
export type QueueState = z.output<typeof queueState>
export type Population = z.output<typeof population>
export type DoctorReport = z.output<typeof doctorReport>
export type ProbeSettings = z.output<typeof probeSettings>
