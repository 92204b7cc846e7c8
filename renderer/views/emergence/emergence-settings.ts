import { lawSettings, type LawSettings } from '../../../engine/analyses/emergence-fit.ts'
import type { CallInput } from '../../../engine/api/contract.ts'
import type { CheckpointTable } from '../../../engine/api/emergence-contract.ts'
import { settingValues } from '../analysis/analysis-settings.ts'

export interface EmergenceViewSettings extends LawSettings {
  readonly table: CheckpointTable
  /** A second pretraining set; null: none. */
  readonly second: CheckpointTable | null
  readonly fewShot: number
  /** Nats; null: all checkpoints are fitted. */
  readonly leastLoss: number | null
}

/**
 * The settings as the address holds them; what is absent or makes no sense becomes the default. Undefined where there
 * is no table.
 */
export function emergenceViewSettings(
  settings: Readonly<Record<string, string>>,
  tables: readonly CheckpointTable[],
): EmergenceViewSettings | undefined {
  const table = tables.find(({ id }) => id === settings['table']) ?? tables[0]
  if (table === undefined) return undefined
  const most = table.amounts.at(-1) ?? 1
  const leastLoss = number(settings['leastLoss'], Number.NaN, 0, 1e6)
  return {
    table,
    second: tables.find(({ id }) => id === settings['second'] && id !== table.id) ?? null,
    ...lawSettings.parse(settingValues(lawSettings, settings)),
    fewShot: number(settings['fewShot'], Math.max(1, Math.min(5, most / 2)), 1, 1e9),
    leastLoss: Number.isNaN(leastLoss) ? null : leastLoss,
  }
}

/** What the engine is asked for. */
export function emergenceRequest({ table, second, ...settings }: EmergenceViewSettings): CallInput<'emergence.fit'> {
  return { ...settings, checkpoints: table.id, compareWith: second?.id ?? null }
}

function number(value: string | undefined, fallback: number, least: number, most: number): number {
  const found = value === undefined || value === '' ? Number.NaN : Number(value)
  return Number.isFinite(found) ? Math.min(most, Math.max(least, found)) : fallback
}
