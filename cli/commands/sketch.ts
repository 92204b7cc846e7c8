import type { Command } from 'commander'
import { bytesText } from '../../core/format/quantity.ts'
import { findModels } from '../find-model.ts'
import { formatTable } from '../format/table.ts'
import type { RunCommand } from '../run-command.ts'
import { requireSketches, runSketching } from '../run-sketching.ts'
import type { Session } from '../session.ts'

export function addSketchCommand(program: Command, run: RunCommand): void {
  program
    .command('sketch')
    .description('read the weights of models and store a sketch of them, by which models are compared')
    .argument('<model...>', 'ids, names or files of models')
    .action((models: string[], _: object, self: Command) => run(self, (session) => sketch(session, models)))
}

async function sketch(session: Session, argumentsGiven: readonly string[]): Promise<void> {
  const models = await runSketching(session, await findModels(session, argumentsGiven))
  await session.output.result(
    () => ({ models }),
    () =>
      formatTable(
        [
          { title: 'model' },
          { title: 'tensors', align: 'right' },
          { title: 'new', align: 'right' },
          { title: 'sketch', align: 'right' },
        ],
        models.map(({ modelName, tensors, made, bytes, failure }) => [
          modelName,
          String(tensors),
          String(made),
          failure === null ? bytesText(bytes) : 'not finished',
        ]),
      ),
  )
  requireSketches(models)
}
