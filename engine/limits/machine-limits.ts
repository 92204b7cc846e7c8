import { availableParallelism, totalmem } from 'node:os'
import { bytesText } from '../../core/format/quantity.ts'
import { inspectRuntime } from '../../native/doctor.ts'
import type { LoadLimits } from '../../native/schemas/load-settings.ts'
import { ApiError } from '../api/api-error.ts'
import type { Limits, MachineLimits } from '../api/limits-contract.ts'
import type { KeptLimits } from './kept-limits.ts'

/** Bytes that a process with the smallest models takes: less would only refuse every model. */
const leastMemory = 256 * 2 ** 20
/** More layers than any model has. */
const mostLayers = 10_000

/** What a machine has of what can be limited; bytes of memory. */
interface Machine {
  readonly cores: number
  readonly memory: number
}

let devices: Promise<readonly string[] | null> | undefined

/**
 * The limits beside what the machine has. Its graphics processors are asked for once, in a process of its own, since a
 * driver can crash.
 */
export async function machineLimits(kept: KeptLimits): Promise<MachineLimits> {
  devices ??= inspectRuntime().then(
    (report) => report.devices,
    () => null,
  )
  const found = await devices
  const { threads = null, memory = null, gpuLayers = null } = kept.get()
  return {
    limits: { threads, memory, gpuLayers },
    machine: {
      cores: availableParallelism(),
      memory: totalmem(),
      availableMemory: process.availableMemory(),
      devices: found === null ? null : [...found],
    },
  }
}

/** The limits with those that are changed. Throws ApiError where one of these does not fit the machine. */
export function checkedLimits(
  changed: { readonly [Name in keyof Limits]?: number | null | undefined },
  kept: LoadLimits,
  machine: Machine = { cores: availableParallelism(), memory: totalmem() },
): LoadLimits {
  const { threads, memory, gpuLayers } = changed
  requireBetween('Threads', threads, 1, machine.cores, `${String(machine.cores)} (the cores of this machine)`, String)
  requireBetween(
    'Memory',
    memory,
    leastMemory,
    machine.memory,
    `${bytesText(machine.memory)} (the memory of this machine)`,
    bytesText,
  )
  requireBetween('Layers on the GPU', gpuLayers, 0, mostLayers, String(mostLayers), String)
  const all = Object.entries({ ...kept, ...changed }).filter(([, value]) => typeof value === 'number')
  return Object.fromEntries(all)
}

function requireBetween(
  what: string,
  value: number | null | undefined,
  least: number,
  most: number,
  mostText: string,
  textOf: (value: number) => string,
): void {
  if (value === null || value === undefined || (value >= least && value <= most)) return
  throw new ApiError('invalid', `${what}: expected ${textOf(least)} to ${mostText}, found ${textOf(value)}.`)
}
