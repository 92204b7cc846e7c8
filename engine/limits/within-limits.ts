import type { LoadLimits, LoadSettings } from '../../native/schemas/load-settings.ts'
import { ApiError } from '../api/api-error.ts'

/** How a model is loaded under the limits that hold then, which may be others than when its job was queued. */
export function withinLimits<Load extends LoadSettings>(load: Load, limits: LoadLimits): Load {
  return {
    ...load,
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(load.threads === undefined ? {} : { threads: Math.min(load.threads, limits.threads ?? load.threads) }),
    // Without layers on it a GPU would still be given the large products.
    ...(limits.gpuLayers === 0 ? { gpu: 'off' as const } : {}),
  }
}

/** Throws ApiError where more is asked for than the limits allow. */
export function requireWithinLimits({ threads }: { readonly threads?: number | undefined }, limits: LoadLimits): void {
  if (threads === undefined || limits.threads === undefined || threads <= limits.threads) return
  throw new ApiError(
    'invalid',
    `Threads: expected at most ${String(limits.threads)}, the limit of this machine, found ${String(threads)}. Ask for fewer, or raise the limit.`,
  )
}
