import { randomUUID } from 'node:crypto'
import { OperationPace } from '../engine/api/operation-pace.ts'
import type { Session } from './session.ts'

/**
 * Runs a call that takes an operation name, with its progress on stderr; an interruption cancels it.
 *
 * @param call makes the call with the operation name that it is given
 */
export async function runOperation<T>(
  { engine, output, interruption }: Session,
  call: (operation: string) => Promise<T>,
): Promise<T> {
  const operation = randomUUID()
  const pace = new OperationPace()
  const end = engine.on('operation', ({ operation: name, item, done, total, unit }) => {
    if (name !== operation) return
    const remaining = pace.left({ done, total, unit })
    const shown =
      unit === 'bytes'
        ? { done: Math.floor((done / Math.max(1, total)) * 100), total: 100, unit: '%' }
        : { done, total, unit }
    output.progress.update({ label: item === '' ? unit : item, ...shown, remaining })
  })
  try {
    return await interruption.guard(call(operation), () => engine.call('operations.cancel', { operation }))
  } finally {
    end()
    output.progress.end()
  }
}
