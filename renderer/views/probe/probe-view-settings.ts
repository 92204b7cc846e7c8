import { calls } from '../../../engine/api/contract.ts'
import { stripRules } from '../../../core/population/population.ts'
import { limitsOf } from '../../settings/limits.ts'
import { chosen, choice, flag, ids, real, whole, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'
import { defaultProbeSettings } from '../../../core/population/probe-settings.ts'

const request = calls['probes.start'].input
const { tolerance, chars, temperature, maxDepth, maxNodes } = request.shape.settings.shape

/** Limits of what is probed how, as the engine takes them. */
export const probeLimits = {
  tolerance: limitsOf(tolerance),
  chars: limitsOf(chars),
  temperature: limitsOf(temperature),
  maxDepth: limitsOf(maxDepth),
  maxNodes: limitsOf(maxNodes),
  threads: limitsOf(request.shape.load.shape.threads.unwrap()),
}

/** What to probe, with which genome, and how: a choice of its own, apart from what is compared. */
export const probeView = viewSettings('probe', {
  models: ids(),
  genome: chosen(words()),
  filter: words(),
  tolerance: real({ usual: defaultProbeSettings.tolerance, ...probeLimits.tolerance }),
  pooled: flag(defaultProbeSettings.pooled),
  chars: whole({ usual: defaultProbeSettings.chars, ...probeLimits.chars }),
  temperature: real({ usual: defaultProbeSettings.temperature, ...probeLimits.temperature }),
  strip: choice(defaultProbeSettings.strip, stripRules),
  maxDepth: whole({ usual: defaultProbeSettings.maxDepth, ...probeLimits.maxDepth }),
  maxNodes: whole({ usual: defaultProbeSettings.maxNodes, ...probeLimits.maxNodes }),
  gpu: flag(true),
  /** 0: automatic. */
  threads: whole({ usual: 0, least: 0, most: probeLimits.threads.most }),
})

/** How models are loaded, as the form of a new probe says. */
export function chosenLoad({ gpu, threads }: { readonly gpu: boolean; readonly threads: number }) {
  return { gpu: gpu ? ('auto' as const) : ('off' as const), ...(threads > 0 ? { threads } : {}) }
}
