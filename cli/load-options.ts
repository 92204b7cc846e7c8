import { Option, type Command } from 'commander'
import type { z } from 'zod'
import type { jobLoadSettings } from '../engine/api/job-contract.ts'
import { wholeNumber } from './option-values.ts'

/** How a model is loaded, of every command that loads one. */
export interface LoadOptions {
  readonly threads?: number
  readonly gpu: 'auto' | 'off'
  readonly precision: 'auto' | 'file' | 'float' | 'f32'
}

export function addLoadOptions(command: Command): Command {
  return command
    .addOption(new Option('--threads <number>', 'CPU threads').argParser(wholeNumber(1, 1024)))
    .addOption(
      new Option(
        '--precision <weights>',
        'weights as stored in the file, dequantized to F16 (float) or F32, or float where memory and disk allow',
      )
        .choices(['auto', 'file', 'float', 'f32'])
        .default('auto'),
    )
    .addOption(new Option('--gpu <use>', 'whether a GPU is used').choices(['auto', 'off']).default('auto'))
}

export function loadSettingsOf({ gpu, precision, threads }: LoadOptions): z.output<typeof jobLoadSettings> {
  return { gpu, precision, ...(threads === undefined ? {} : { threads }) }
}
