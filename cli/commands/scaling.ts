import type { Command } from 'commander'
import type { RunCommand } from '../run-command.ts'
import { addScalingFitCommand } from './scaling-fit.ts'
import { addScalingGainCommand } from './scaling-gain.ts'
import { addScalingHypotheticalCommand } from './scaling-hypothetical.ts'
import { addScalingPcaCommand } from './scaling-pca.ts'
import { addScalingSelectCommand } from './scaling-select.ts'

export function addScalingCommand(program: Command, run: RunCommand): void {
  const scaling = program
    .command('scaling')
    .description('observational scaling laws from a table of models and benchmark scores')
  addScalingFitCommand(scaling, run)
  addScalingPcaCommand(scaling, run)
  addScalingSelectCommand(scaling, run)
  addScalingGainCommand(scaling, run)
  addScalingHypotheticalCommand(scaling, run)
}
