import { Option, type Command } from 'commander'
import type { EmergenceSettings } from '../../core/emergence/forecast-emergence.ts'
import type { LawForm } from '../../core/emergence/emergence-law.ts'
import type { LossScale } from '../../core/emergence/likelihood.ts'
import { decimalNumber, wholeNumber } from '../option-values.ts'

/** Options of every command that fits the law. */
export interface LawOptions {
  readonly fewShot: number
  readonly law: LawForm
  readonly lossScale: LossScale
  readonly seed: number
  readonly bootstrap: number
  readonly leastLoss?: number
}

export function addLawOptions(command: Command, bootstrap: number): Command {
  return command
    .addOption(
      new Option('--law <form>', 'how the elbow moves with the data')
        .choices(['log-power', 'power'])
        .default('log-power'),
    )
    .addOption(
      new Option('--loss-scale <scale>', 'scores are linear in the loss, or in its logarithm')
        .choices(['nats', 'log'])
        .default('nats'),
    )
    .addOption(
      new Option('--least-loss <nats>', 'fit only checkpoints with at least this loss').argParser(
        decimalNumber(0, 1e6),
      ),
    )
    .addOption(
      new Option('--bootstrap <number>', 'refits of the bootstrap; 0: none')
        .argParser(wholeNumber(0, 10_000))
        .default(bootstrap),
    )
    .addOption(
      new Option('--seed <number>', 'seed of random draws')
        .argParser(wholeNumber(0, Number.MAX_SAFE_INTEGER))
        .default(1),
    )
}

export function emergenceSettings({ law, fewShot, lossScale, leastLoss, bootstrap }: LawOptions): EmergenceSettings {
  return { form: law, fewShot, lossScale, bootstrap, ...(leastLoss === undefined ? {} : { leastLoss }) }
}
