import type { Context } from '../context.ts'
import { doctorReport } from '../doctor/doctor-report.ts'
import type { Handlers } from './handlers.ts'
import { operationOf } from './operation-of.ts'

export function systemHandlers(context: Context): Pick<Handlers, 'system.doctor'> {
  return {
    'system.doctor': ({ operation }) =>
      operationOf(context, operation, 'populations', (options) => doctorReport(context, options)),
  }
}
