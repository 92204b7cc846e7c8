import type { Command } from 'commander'
import { addScalingFitCommand } from './scaling-fit.ts'
import { addScalingGainCommand } from './scaling-gain.ts'
import { addScalingHypotheticalCommand } from './scaling-hypothetical.ts'
import { addScalingPcaCommand } from './scaling-pca.ts'
import { addScalingSelectCommand } from './scaling-select.ts'

export function addScalingCommand(program: Command): void {
  const scaling = program
    .command('scaling')
    .description('observational scaling laws from a table of models and benchmark scores')
  addScalingFitCommand(scaling)
  addScalingPcaCommand(scaling)
  addScalingSelectCommand(scaling)
  addScalingGainCommand(scaling)
  addScalingHypotheticalCommand(scaling)
}
