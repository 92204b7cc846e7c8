import type { Engine } from '../../../engine/engine.ts'
import { syntheticModels } from '../../core/scaling/synthetic-models.ts'

/** Titles of the synthetic table: metrics a to d, and a score for all models but the last two. */
export function syntheticTable(families = 8, sizes = 4): string {
  const models = syntheticModels({ families, sizes, seed: 3, noise: 0.01 })
  const rows = models.map(({ model, family, size, tokens, metrics, score }, index) =>
    [model, family, size! * 1e9, tokens! * 1e12, ...metrics, index < models.length - 2 ? score : ''].join(','),
  )
  return ['model,family,parameters,tokens,a,b,c,d,task', ...rows].join('\n')
}

/** Imports a table of scores as its preview proposes. */
export async function importScores(engine: Engine, text: string): Promise<void> {
  const preview = await engine.call('scores.previewImport', { fileName: 'models.csv', text })
  // Synthetic scores are shares of nothing.
  const columns = preview.columns.map((column) => ({ ...column, scale: column.scale ?? ('raw' as const) }))
  await engine.call('scores.import', { fileName: 'models.csv', text, columns, matches: [] })
}
