import { chosen, choice, flag, ids, real, whole, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'
import { defaultProbeSettings } from '../../../core/population/probe-settings.ts'

/** What to probe, with which genome, and how: a choice of its own, apart from what is compared. */
export const probeView = viewSettings('probe', {
  models: ids(),
  genome: chosen(words()),
  filter: words(),
  tolerance: real({ usual: defaultProbeSettings.tolerance, least: 1e-9, most: 1 }),
  pooled: flag(defaultProbeSettings.pooled),
  chars: whole({ usual: defaultProbeSettings.chars, least: 1, most: 32 }),
  temperature: real({ usual: defaultProbeSettings.temperature, least: 0.05, most: 10 }),
  strip: choice(defaultProbeSettings.strip, ['none', 'phylolm']),
  maxDepth: whole({ usual: defaultProbeSettings.maxDepth, least: 1, most: 256 }),
  maxNodes: whole({ usual: defaultProbeSettings.maxNodes, least: 1, most: 100_000 }),
  gpu: flag(true),
  /** 0: automatic. */
  threads: whole({ usual: 0, least: 0, most: 1024 }),
})

/** How models are loaded, as the form of a new probe says. */
export function chosenLoad({ gpu, threads }: { readonly gpu: boolean; readonly threads: number }) {
  return { gpu: gpu ? ('auto' as const) : ('off' as const), ...(threads > 0 ? { threads } : {}) }
}
