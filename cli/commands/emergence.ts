import type { Command } from 'commander'
import type { RunCommand } from '../run-command.ts'
import { addEmergenceFitCommand } from './emergence-fit.ts'
import { addEmergenceSimulateCommand } from './emergence-simulate.ts'

export function addEmergenceCommand(program: Command, run: RunCommand): void {
  const emergence = program
    .command('emergence')
    .description('where a task emerges few-shot, predicted from finetuned weaker checkpoints')
  addEmergenceFitCommand(emergence, run)
  addEmergenceSimulateCommand(emergence)
}
