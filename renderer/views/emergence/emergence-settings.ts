import {
  fewShotField,
  lawSettings,
  type LawSettings,
  leastLossField,
  usualFewShot,
} from '../../../engine/analyses/emergence-fit.ts'
import type { CheckpointTable } from '../../../engine/api/emergence-contract.ts'
import { requestSetting } from '../../settings/request-settings.ts'
import { chosen, real, words, type ValuesOf } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const fewShotLimits = { least: fewShotField.minValue!, most: fewShotField.maxValue! }
export const leastLossLimits = { least: leastLossField.minValue!, most: leastLossField.maxValue! }

export const emergenceView = viewSettings('emergence', {
  /** Ids of tables; null: the first table, and no second one. */
  table: chosen(words()),
  second: chosen(words()),
  law: requestSetting(lawSettings, 'law'),
  lossScale: requestSetting(lawSettings, 'lossScale'),
  /** Null: by the amounts of the table. */
  fewShot: chosen(real({ usual: usualFewShot, ...fewShotLimits })),
  /** Nats; null: all checkpoints are fitted. */
  leastLoss: chosen(real({ usual: 0, ...leastLossLimits })),
  bootstrap: requestSetting(lawSettings, 'bootstrap'),
  seed: requestSetting(lawSettings, 'seed'),
})

export interface EmergenceViewSettings extends LawSettings {
  readonly table: CheckpointTable
  /** A second pretraining set; null: none. */
  readonly second: CheckpointTable | null
  readonly fewShot: number
  /** Nats; null: all checkpoints are fitted. */
  readonly leastLoss: number | null
}

/** The settings with what hangs on the tables. Undefined where there is none. */
export function emergenceViewSettings(
  settings: ValuesOf<typeof emergenceView.settings>,
  tables: readonly CheckpointTable[],
): EmergenceViewSettings | undefined {
  const table = tables.find(({ id }) => id === settings.table) ?? tables[0]
  if (table === undefined) return undefined
  const most = table.amounts.at(-1) ?? 1
  const { law, lossScale, leastLoss, bootstrap, seed } = settings
  return {
    table,
    second: tables.find(({ id }) => id === settings.second && id !== table.id) ?? null,
    law,
    lossScale,
    fewShot: settings.fewShot ?? Math.max(1, Math.min(usualFewShot, most / 2)),
    leastLoss,
    bootstrap,
    seed,
  }
}

/** A fit of tables of this database, by their ids. */
export interface EmergenceRequest extends Omit<EmergenceViewSettings, 'table' | 'second'> {
  readonly checkpoints: string
  /** Null: no second pretraining set. */
  readonly compareWith: string | null
}

/** The settings that a request was made from; undefined where a table of it is no longer there. */
export function settingsOfRequest(
  { checkpoints, compareWith, ...settings }: EmergenceRequest,
  tables: readonly CheckpointTable[],
): EmergenceViewSettings | undefined {
  const table = tables.find(({ id }) => id === checkpoints)
  const second = compareWith === null ? null : tables.find(({ id }) => id === compareWith)
  return table === undefined || second === undefined ? undefined : { ...settings, table, second }
}

/** What the engine is asked for. */
export function emergenceRequest({ table, second, ...settings }: EmergenceViewSettings): EmergenceRequest {
  return { ...settings, checkpoints: table.id, compareWith: second?.id ?? null }
}
