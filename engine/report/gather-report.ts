import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { plural } from '../../core/format/quantity.ts'
import { distancesOf } from '../analysis/distances.ts'
import { treeOf } from '../analysis/tree.ts'
import { ApiError } from '../api/contract.ts'
import { reportSection, type ReportRequest } from '../api/report-contract.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { tableWithFamilies } from '../scores/table-with-families.ts'
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
  const distances = distancesOf(comparison, request.measure, request.rule)
  const tree = await treeOf(comparison, request, options)
  const sections = request.sections ?? reportSection.options
  const scores = tableWithFamilies(context)
  const forecasts = sections.includes('forecasts')
    ? await reportForecasts(context, comparison, request, scores, options)
    : { forecasts: [], forecastNotes: [] }
  return {
    title: request.title ?? `${plural(comparison.probes.length, 'model')} compared with the genome ${genome.name}`,
    sections,
    madeAt: new Date().toISOString(),
    program: { version: programVersion(), runtime: runtime(), platform: `${process.platform} ${process.arch}` },
    database: context.databaseFile === ':memory:' ? 'in memory' : basename(context.databaseFile),
    genome,
    models: comparison.probes.map((probe) => {
      const model = models.get(probe.modelId)
      if (model === undefined) throw new ApiError('failed', `${probe.modelName} was removed while the report was made.`)
      return { model, probe }
    }),
    distances,
    tree,
    root: request.root,
    scores,
    ...forecasts,
  }
}

function programVersion(): string {
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version
}

function runtime(): string {
  const { node, electron } = process.versions as { node: string; electron?: string }
  return `Node ${node}${electron === undefined ? '' : `, Electron ${electron}`}`
}
