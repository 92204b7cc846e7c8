import type { Command } from 'commander'
import { dirname, join } from 'node:path'
import type { Distances, GenomeSummary, ModelSummary, ProbeSummary, Tree } from '../../engine/api/contract.ts'
import { usualMeasure } from '../../engine/api/comparison-contract.ts'
import type { Forecast } from '../../engine/api/forecast-contract.ts'
import { measureWords, treeSentence } from '../../engine/analyses/comparison-words.ts'
import { defaultDatabaseFile } from '../../engine/default-database.ts'
import { defaultProbeSettings } from '../../core/population/probe-settings.ts'
import { addModels } from '../add-models.ts'
import { compareClades, type TrueClade } from '../clades.ts'
import { demoFolder, readDemoManifest, type DemoManifest } from '../demo-manifest.ts'
import { type DemoScores, forecastHeldOut, scoreDemoModels, scoresTable } from '../demo-scores.ts'
import { CommandFailure } from '../failure.ts'
import { findGenome } from '../find-genome.ts'
import { distanceTable } from '../format/distance-matrix.ts'
import { drawTree } from '../format/draw-tree.ts'
import { plural, significant, weightsText } from '../../core/format/quantity.ts'
import { formatTable } from '../format/table.ts'
import type { RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import { runProbes } from '../run-probes.ts'
import type { Session } from '../session.ts'
import { unfinishedJobsText } from '../unfinished.ts'
import { distancesDocument } from './distances.ts'
import { forecastDocument, forecastText } from './forecast.ts'
import { failedJobs } from './probe.ts'
import { treeDocument } from './tree.ts'
import { treeNewick } from '../../engine/analyses/tree-newick.ts'

/** Database of the demo: beside the default one, so that a user's own library stays as it is. */
const demoDatabaseFile = (): string => join(dirname(defaultDatabaseFile()), 'demo.sqlite')

export function addDemoCommand(program: Command, run: RunCommand): void {
  program
    .command('demo')
    .description(
      'probe and score the demo models that ship with the program, show their tree and forecast a score; a second run takes the stored results',
    )
    .action((_: unknown, command: Command) => run(command, demo, { otherwise: demoDatabaseFile() }))
}

interface DemoModel {
  readonly model: ModelSummary
  readonly truth: DemoManifest['models'][number]
  readonly probe: ProbeSummary
}

async function demo(session: Session): Promise<void> {
  const { engine, output } = session
  const manifest = readDemoManifest()
  const genome = await findGenome(session, manifest.genome)
  const models = await addDemoModels(session, manifest)
  const modelIds = models.map(({ model }) => model.id)
  const settings = { ...defaultProbeSettings, tolerance: manifest.tolerance ?? defaultProbeSettings.tolerance }
  const outcome = await runProbes(session, { modelIds, genomeId: genome.id, settings, load: { gpu: 'auto' } })
  const failed = failedJobs(outcome)
  if (failed.length > 0) throw new CommandFailure(unfinishedJobsText(failed, outcome.jobs.length, 'probe'))
  const probes = (await engine.call('probes.list', {})).filter(
    (probe) => probe.genomeId === genome.id && probe.complete,
  )
  const rows = models.map(({ model, truth }): DemoModel => {
    const probe = probes.find(({ modelId }) => modelId === model.id)
    if (probe === undefined) throw new CommandFailure(`${model.name}: expected complete results, found none`)
    return { model, truth, probe }
  })

  const { chars, strip, temperature } = settings
  // The usual measure beside the pooled one that PhyloLM publishes: the demo shows how many clades each finds.
  const scope = { genomeId: genome.id, rule: { chars, strip, temperature }, measure: usualMeasure, modelIds }
  const distances = await runOperation(session, (operation) =>
    engine.call('analysis.distances', { ...scope, operation }),
  )
  const shown = { ...scope, method: 'nj', root: 'midpoint', replicates: 100, seed: 1 } as const
  const tree = await runOperation(session, (operation) => engine.call('analysis.tree', { ...shown, operation }))
  const pooled = await runOperation(session, (operation) =>
    engine.call('analysis.tree', { ...shown, measure: 'nei', replicates: 0, operation }),
  )
  const scores = await scoreDemoModels(session, modelIds)
  const heldOut = rows.find(({ truth }) => truth.name === manifest.forecast.model)
  if (heldOut === undefined)
    throw new CommandFailure(
      `models/demo/manifest.json: expected the model to forecast among the models, found ${manifest.forecast.model}`,
    )
  const forecast = await forecastHeldOut(
    session,
    { modelId: heldOut.model.id, benchmark: manifest.forecast.benchmark },
    genome.id,
    scope.rule,
    modelIds,
  )
  output.remarks(distances.remarks)
  for (const note of forecast.notes) output.note(`note: ${note}`)
  const ancestry = rows.map(({ model, truth }) => ({ name: model.name, parent: parentNames(rows, truth.parent) }))
  const clades = compareClades(ancestry, tree)
  const pooledRecovered = recoveredCount(compareClades(ancestry, pooled))
  await output.result(
    () => ({
      models: rows.map(demoModelDocument),
      distances: distancesDocument(distances, genome),
      tree: treeDocument(tree, genome),
      clades: {
        true: clades.length,
        recovered: recoveredCount(clades),
        recoveredByMeasure: { [usualMeasure]: recoveredCount(clades), nei: pooledRecovered },
        list: clades,
      },
      scores: scores.runs.flatMap(({ modelName, benchmarkName, metrics }) =>
        metrics.map(({ metric, value, stderr, n }) => ({
          model: modelName,
          benchmark: benchmarkName,
          metric,
          value,
          stderr,
          n,
        })),
      ),
      forecast: forecastDocument(forecast, genome, 'gp', new Set([heldOut.model.id])),
    }),
    () =>
      demoText(session, {
        rows,
        distances,
        tree,
        clades,
        pooledRecovered,
        scores,
        forecast,
        genome,
        heldOut: heldOut.model,
      }),
  )
}

const recoveredCount = (clades: readonly TrueClade[]): number => clades.filter((clade) => clade.recovered).length

/** Adds the demo models and pairs each with its entry of the manifest, by content. */
async function addDemoModels(session: Session, manifest: DemoManifest): Promise<Pick<DemoModel, 'model' | 'truth'>[]> {
  const report = await addModels(
    session,
    manifest.models.map(({ file }) => join(demoFolder, file)),
  )
  const [refused] = report.refused
  if (refused !== undefined) throw new CommandFailure(`demo model ${refused.path}: ${refused.reason}`)
  const present = [...report.added, ...report.known]
  return manifest.models.map((truth) => {
    const model = present.find(({ sha256 }) => sha256 === truth.sha256)
    if (model === undefined)
      throw new CommandFailure(`demo model ${truth.file}: its content is not what models/demo/manifest.json says`)
    return { model, truth }
  })
}

/** The manifest's parents by the names that the library has for them. */
function parentNames(
  rows: readonly DemoModel[],
  parent: DemoManifest['models'][number]['parent'],
): string | string[] | null {
  const name = (original: string): string => rows.find(({ truth }) => truth.name === original)?.model.name ?? original
  if (parent === null) return null
  return typeof parent === 'string' ? name(parent) : parent.map(name)
}

function demoModelDocument({ model, truth, probe }: DemoModel) {
  return {
    id: model.id,
    name: model.name,
    parent: truth.parent,
    kind: truth.kind,
    architecture: model.architecture,
    parameters: model.parameters,
    quantization: model.quantization,
    tokenizer: model.tokenizer,
    genes: probe.done,
    nodes: probe.nodes,
    meanUnresolved: probe.meanUnresolved,
    meanBound: probe.meanBound,
    logLikelihood: probe.logLikelihood,
    tokens: probe.tokens,
    bytes: probe.bytes,
  }
}

interface DemoResults {
  readonly rows: readonly DemoModel[]
  readonly distances: Distances
  readonly tree: Tree
  readonly clades: readonly TrueClade[]
  readonly pooledRecovered: number
  readonly scores: DemoScores
  readonly forecast: Forecast
  readonly genome: GenomeSummary
  readonly heldOut: ModelSummary
}

function demoText(
  { output, databaseFile }: Session,
  { rows, distances, tree, clades, pooledRecovered, scores, forecast, genome, heldOut }: DemoResults,
): string {
  const list = clades
    .map((clade) => `  ${clade.recovered ? 'found ' : 'missed'}  ${clade.members.join(', ')}\n`)
    .join('')
  const gaussianProcess = forecast.methods.find(({ method }) => method === 'gp')!
  return [
    `${output.heading('Models')}\n${demoTable(rows)}`,
    `${output.heading('Distances')} (D = ${measureWords[distances.measure].distance}, S: ${measureWords[distances.measure].inSentence}; ${plural(distances.genes, 'gene')})\n${distanceTable(distances)}`,
    `${output.heading('Tree')} (${treeSentence(tree)}; support over ${plural(tree.replicates, 'replicate')})\n${drawTree(tree, process.stdout.columns ?? 80)}`,
    `${output.heading('Newick')}\n${treeNewick(tree)}\n`,
    `${output.heading('Clades')}\n${list}Recovered ${recoveredCount(clades)} of ${clades.length} true clades (merges left out); the pooled Nei distance recovers ${pooledRecovered}.\n`,
    `${output.heading('Scores')} (right answers in percent ± standard error, where all are right with the 95 % interval; guessing gives 25)\n${scoresTable(
      scores,
      rows.map(({ model }) => model),
    )}`,
    `${output.heading('Forecast')} (${heldOut.name} forecast from the other models; its own score counts for nothing)\n${forecastText(forecast, genome, gaussianProcess, new Set([heldOut.id]), output.heading)}`,
    `${output.heading('In the app')}\nnpm start -- --db '${databaseFile}' shows these models, their tree and their scores in the app.\n`,
  ].join('\n')
}

function demoTable(rows: readonly DemoModel[]): string {
  const right = 'right' as const
  return formatTable(
    [
      { title: 'model' },
      { title: 'made from' },
      { title: 'parameters', align: right },
      { title: 'type' },
      { title: 'tokenizer' },
      { title: 'nodes per gene', align: right },
      { title: 'unresolved', align: right },
      { title: 'nats per byte', align: right },
    ],
    rows.map(({ model, truth, probe }) => [
      model.name,
      truth.parent === null ? '' : typeof truth.parent === 'string' ? truth.parent : truth.parent.join(' + '),
      weightsText(model.parameters),
      model.quantization,
      model.tokenizer,
      (probe.nodes / Math.max(1, probe.done)).toFixed(1),
      significant(probe.meanUnresolved),
      (-probe.logLikelihood / Math.max(1, probe.bytes)).toFixed(3),
    ]),
  )
}
