import { randomUUID } from 'node:crypto'
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
  let started = performance.now()
  let counted: string | undefined
  const end = engine.on('operation', ({ operation: name, item, done, total, unit }) => {
    if (name !== operation) return
    // Another unit: another part of the work, whose pace says nothing of the one before.
    if (counted !== undefined && counted !== unit) started = performance.now()
    counted = unit
    const elapsed = performance.now() - started
    const remaining = done > 0 && elapsed > 1000 ? (elapsed * (total - done)) / done : null
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
