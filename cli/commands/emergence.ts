import type { Command } from 'commander'
import { addEmergenceFitCommand } from './emergence-fit.ts'
import { addEmergenceSimulateCommand } from './emergence-simulate.ts'

export function addEmergenceCommand(program: Command): void {
  const emergence = program
    .command('emergence')
    .description('where a task emerges few-shot, predicted from finetuned weaker checkpoints')
  addEmergenceFitCommand(emergence)
  addEmergenceSimulateCommand(emergence)
}
