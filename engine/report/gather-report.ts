import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { plural } from '../../core/format/quantity.ts'
import { familyColour } from '../../core/model/family-colour.ts'
import { distancesOf } from '../analyses/distances.ts'
import { analysisNamed, shownAnalyses, type ShownAnswer, type ShownId } from '../analyses/all.ts'
import { combinedTreeAnalysis, type CombinedTree } from '../analyses/combined-tree.ts'
import { lineageAnalysis, type Lineage } from '../analyses/lineage.ts'
import { treeOf } from '../analyses/tree.ts'
import type { Comparison } from '../analysis/comparisons.ts'
import { computeFrom, runAnalysis, workOf } from '../analysis/run-analysis.ts'
import { ApiError } from '../api/contract.ts'
import { reportSection, type ReportRequest, type ReportSection } from '../api/report-contract.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { libraryFamilies } from '../library/library-families.ts'
import { tableWithRemarks } from '../scores/table-with-remarks.ts'
import type { ReportContent } from './report-content.ts'
import { reportForecasts } from './report-forecasts.ts'

const packageFile = new URL('../../package.json', import.meta.url)

/**
 * Everything a report shows, from the stores. Throws ApiError where there is nothing to compare; aborting rejects with
 * the signal's reason.
 */
export async function gatherReport(
  context: Context,
  request: ReportRequest,
  options: OperationOptions = {},
): Promise<ReportContent> {
  const { genomes, models } = context
  const comparison = await context.comparisons.compare(request, options)
  const genome = genomes.get(request.genomeId)
  if (genome === undefined) throw new ApiError('not-found', `There is no genome with the id ${request.genomeId}.`)
  const distances = distancesOf(comparison, request)
  const tree = await treeOf(comparison, request, workOf(options, 'Bootstrap'))
  const sections = request.sections ?? reportSection.options
  const analyses = await shownAnswers(context, comparison, request, sections, options)
  const scores = await tableWithRemarks(context)
  const forecasts = sections.includes('forecasts')
    ? await reportForecasts(context, comparison, request, scores, options)
    : { forecasts: [], forecastNotes: [] }
  const combined =
    request.inside === 'weights' && (sections.includes('tree') || sections.includes('methods'))
      ? ((await runAnalysis(
          context,
          combinedTreeAnalysis,
          combinedTreeAnalysis.request.parse(request),
          options,
        )) as CombinedTree)
      : null
  const lineage = sections.includes('lineage') ? await reportedLineage(context, comparison, request, options) : null
  const { families } = libraryFamilies(context)
  return {
    title: request.title ?? `${plural(comparison.probes.length, 'model')} compared with the genome ${genome.name}`,
    sections,
    madeAt: new Date().toISOString(),
    program: { version: programVersion(), runtime: runtime(), platform: `${process.platform} ${process.arch}` },
    database: context.databaseFile === ':memory:' ? 'in memory' : basename(context.databaseFile),
    genome,
    models: comparison.probes.map((probe) => {
      const model = models.get(probe.modelId)
      const family = families.get(probe.modelId)
      if (model === undefined || family === undefined)
        throw new ApiError(
          'failed',
          `${probe.modelName} was removed while the report was made. Make it again, or undo the removal first.`,
        )
      return { model, probe, family }
    }),
    distances,
    tree,
    combined,
    lineage,
    familyColours: new Map([...families].map(([id, family]) => [id, familyColour(family)])),
    analyses,
    scores,
    ...forecasts,
  }
}

/** The lineage of the compared models whose weights are read; null where these are fewer than two. */
async function reportedLineage(
  context: Context,
  comparison: Comparison,
  { genomeId, rule }: ReportRequest,
  options: OperationOptions,
): Promise<Lineage | null> {
  const read = new Set(context.sketches.wholeIds())
  const modelIds = comparison.modelIds.filter((id) => read.has(id))
  if (modelIds.length < 2) return null
  const request = lineageAnalysis.request.parse({ modelIds, genomeId, rule })
  return (await runAnalysis(context, lineageAnalysis, request, options)) as Lineage
}

/** The answers of the analyses of this comparison that have a section; those with too few models have none. */
async function shownAnswers(
  context: Context,
  comparison: Comparison,
  request: ReportRequest,
  sections: readonly ReportSection[],
  options: OperationOptions,
): Promise<ReadonlyMap<ShownId, ShownAnswer>> {
  const answers = new Map<ShownId, ShownAnswer>()
  for (const { name, of, request: schema, shown } of shownAnalyses) {
    if (of !== 'comparison' || !sections.includes(shown.id) || comparison.names.length < shown.fewest) continue
    const answer = await computeFrom(context, analysisNamed(name), comparison, schema.parse(request), options)
    answers.set(shown.id, answer as ShownAnswer)
  }
  return answers
}

function programVersion(): string {
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version
}

function runtime(): string {
  const { node, electron } = process.versions as { node: string; electron?: string }
  return `Node ${node}${electron === undefined ? '' : `, Electron ${electron}`}`
}
