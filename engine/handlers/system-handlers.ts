import type { Context } from '../context.ts'
import { doctorReport } from '../doctor/doctor-report.ts'
import type { Handlers } from './handlers.ts'

export function systemHandlers(context: Context): Pick<Handlers, 'system.doctor'> {
  return { 'system.doctor': () => doctorReport(context) }
}
