import { Option, type Command } from 'commander'
import { plural } from '../../core/format/quantity.ts'
import { figureFile } from '../../core/scene/figure-file.ts'
import { measureWords } from '../../engine/analyses/comparison-words.ts'
import { matrixDrawing } from '../../engine/analyses/matrix-drawing.ts'
import { measure, usualMeasure } from '../../engine/api/comparison-contract.ts'
import type { AlleleRule, Distances, GenomeSummary, Measure, ModelSummary } from '../../engine/api/contract.ts'
import { findProbedGenome, findRule, ruleText, type RuleOptions } from '../find-genome.ts'
import { findKnownModels } from '../find-model.ts'
import { distanceCsv, distancePhylip, distanceTable, type PhylipNames } from '../format/distance-matrix.ts'
import { optionsNeed } from '../option-needs.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { addRuleOptions, genomeOption } from './rule-options.ts'

export interface ScopeOptions extends RuleOptions {
  readonly genome?: string
  readonly measure: Measure
}

interface DistanceOptions extends ScopeOptions {
  readonly format?: 'json' | 'csv' | 'phylip' | 'svg'
  readonly names: PhylipNames
}

const measureHelp = measure.options.map((id) => `${id}: ${measureWords[id].inSentence}`).join('; ')

export function measureOption(): Option {
  return new Option('--measure <measure>', measureHelp).choices(measure.options).default(usualMeasure)
}

export function addDistancesCommand(program: Command, run: RunCommand): void {
  const command = program
    .command('distances')
    .description('similarity and distance of all pairs of models with complete results for a genome')
    .argument('[model...]', 'only these models')
    .addOption(genomeOption())
    .addOption(measureOption())
    .addOption(new Option('--format <format>', 'instead of a table').choices(['json', 'csv', 'phylip', 'svg']))
    .addOption(
      new Option('--names <names>', 'names in PHYLIP: relaxed, whole; strict, 10 characters')
        .choices(['relaxed', 'strict'])
        .default('relaxed'),
    )
  optionsNeed<DistanceOptions>(command, ['names'], '--format phylip', ({ format }) => format === 'phylip')
  addRuleOptions(command, 'default: as probed').action((models: string[], options: DistanceOptions, self: Command) =>
    run(self, (session) => printDistances(session, models, options), existingDatabase),
  )
}

/** The part of an analysis request that says which results are compared. */
export interface Scope {
  readonly genome: GenomeSummary
  readonly request: { genomeId: string; rule: AlleleRule; measure: Measure; modelIds?: string[] }
}

export async function findScope(
  session: Session,
  modelArguments: readonly string[],
  options: ScopeOptions,
): Promise<Scope> {
  const genome = await findProbedGenome(session, options.genome)
  const models = await findKnownModels(session, modelArguments)
  const rule = await findRule(session, genome, options)
  const modelIds = models.length > 0 ? { modelIds: models.map((model) => model.id) } : {}
  return { genome, request: { genomeId: genome.id, rule, measure: options.measure, ...modelIds } }
}

/** The models that are compared: those named, else all with complete results. */
export async function comparedModels(session: Session, { request }: Pick<Scope, 'request'>): Promise<ModelSummary[]> {
  const { genomeId, rule, modelIds } = request
  const compared = new Set(modelIds ?? (await probedModels(session, genomeId, rule)))
  return (await session.engine.call('models.list', {})).filter(({ id }) => compared.has(id))
}

/** Ids of the models with complete results for a genome under an allele rule. */
async function probedModels({ engine }: Session, genomeId: string, rule: AlleleRule): Promise<string[]> {
  const probes = await engine.call('probes.list', {})
  return probes.flatMap((probe) =>
    probe.complete && probe.genomeId === genomeId && ruleText(probe.settings) === ruleText(rule) ? [probe.modelId] : [],
  )
}

async function printDistances(
  session: Session,
  modelArguments: readonly string[],
  options: DistanceOptions,
): Promise<void> {
  const { genome, request } = await findScope(session, modelArguments, options)
  const distances = await runOperation(session, (operation) =>
    session.engine.call('analysis.distances', { ...request, operation }),
  )
  session.output.remarks(distances.remarks)
  const drawing = options.format === 'svg' ? await matrixFile(session, distances, genome, request) : ''
  await session.output.result(
    () => distancesDocument(distances, genome),
    () => {
      if (options.format === 'svg') return drawing
      if (options.format === 'csv') return distanceCsv(distances)
      if (options.format === 'phylip') return distancePhylip(distances, options.names)
      return distanceTable(distances)
    },
  )
}

/** The similarities as an SVG file, as the page saves it. */
async function matrixFile(
  session: Session,
  distances: Distances,
  genome: GenomeSummary,
  request: Scope['request'],
): Promise<string> {
  const count = distances.models.length
  const tree =
    count < 3 ? undefined : await session.engine.call('analysis.tree', { ...request, root: 'midpoint', replicates: 0 })
  const title = `Similarity of ${plural(count, 'model')}, genome ${genome.name}`
  return figureFile(matrixDrawing(distances, tree, { title, shown: 'similarity', width: 900, height: 900 })).svg
}

/** The document of `distances --json`. */
export function distancesDocument(distances: Distances, genome: GenomeSummary) {
  const { models, similarity, distance, lower, upper, modelIds, measure, rule, genes, same, remarks } = distances
  return {
    models,
    similarity,
    distance,
    lower,
    upper,
    modelIds,
    genome: genome.name,
    genomeDigest: genome.digest,
    measure,
    rule,
    genes,
    same,
    remarks,
  }
}
