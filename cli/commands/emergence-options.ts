import type { Command, Option } from 'commander'
import type { EmergenceSettings } from '../../core/emergence/forecast-emergence.ts'
import type { LawForm } from '../../core/emergence/emergence-law.ts'
import type { LossScale } from '../../core/emergence/likelihood.ts'
import { fewShotField, lawSettings, leastLossField } from '../../engine/analyses/emergence-fit.ts'
import { addSettingOptions, numberOption } from '../setting-options.ts'

/** Options of every command that fits the law. */
export interface LawOptions {
  readonly fewShot: number
  readonly law: LawForm
  readonly lossScale: LossScale
  readonly seed: number
  readonly bootstrap: number
  readonly leastLoss?: number
}

/** @param bootstrap refits of the bootstrap where the command line says nothing; default that of the analysis */
export function addLawOptions(command: Command, bootstrap?: number): Command {
  return addSettingOptions(command, lawSettings, bootstrap === undefined ? {} : { bootstrap }).addOption(
    numberOption('--least-loss <nats>', leastLossField),
  )
}

export function fewShotOption(): Option {
  return numberOption('--few-shot <number>', fewShotField)
}

export function emergenceSettings({ law, fewShot, lossScale, leastLoss, bootstrap }: LawOptions): EmergenceSettings {
  return { form: law, fewShot, lossScale, bootstrap, ...(leastLoss === undefined ? {} : { leastLoss }) }
}
