import { Option, type Command } from 'commander'
import type { EmergenceSettings } from '../../core/emergence/forecast-emergence.ts'
import type { LawForm } from '../../core/emergence/emergence-law.ts'
import type { LossScale } from '../../core/emergence/likelihood.ts'
import { lawSettings } from '../../engine/analyses/emergence-fit.ts'
import { decimalNumber } from '../option-values.ts'
import { addSettingOptions } from '../setting-options.ts'

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
    new Option('--least-loss <nats>', 'fit only checkpoints with at least this loss').argParser(decimalNumber(0, 1e6)),
  )
}

export function emergenceSettings({ law, fewShot, lossScale, leastLoss, bootstrap }: LawOptions): EmergenceSettings {
  return { form: law, fewShot, lossScale, bootstrap, ...(leastLoss === undefined ? {} : { leastLoss }) }
}
