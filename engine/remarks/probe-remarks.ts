import { missingNoise } from '../../core/format/noise-text.ts'
import { plural } from '../../core/format/quantity.ts'
import type { ModelRemark } from '../api/remark-contract.ts'
import type { StoredProbe } from '../store/probe-store.ts'
import { evaluationRemarks } from './evaluation-remarks.ts'
import { setAsideRemarks } from './set-aside-remarks.ts'

/** What must be known of a probe, whatever it is compared with. */
export function probeRemarks(
  probe: Pick<StoredProbe, 'done' | 'noise' | 'unmeasured' | 'environments' | 'capped' | 'setAside' | 'asideReasons'>,
): ModelRemark[] {
  return [
    ...noiseRemarks(probe),
    ...evaluationRemarks(probe.environments),
    ...capRemarks(probe),
    ...setAsideRemarks(probe, plural(probe.setAside.length, 'gene')),
  ]
}

function noiseRemarks(probe: Pick<StoredProbe, 'done' | 'noise' | 'unmeasured'>): ModelRemark[] {
  const missing = missingNoise(probe)
  if (probe.done === 0 || missing === null) return []
  if (probe.unmeasured.length > 0)
    return noise(
      `was ${missing}, since the probe was stopped: bounds of similarities may be too narrow until it is probed again.`,
    )
  if (probe.noise === null) return noise(`${missing}: bounds of similarities leave it out.`)
  return noise(`was ${missing}: bounds of similarities may be too narrow.`)
}

function noise(text: string): ModelRemark[] {
  return [{ kind: 'noise', text: `The engine's noise ${text}` }]
}

function capRemarks({ capped }: Pick<StoredProbe, 'capped'>): ModelRemark[] {
  if (capped === 0) return []
  return [
    {
      kind: 'caps',
      about: plural(capped, 'gene'),
      text: 'Stopped at the cap on nodes or depth before the tolerance, so that bounds are wider.',
    },
  ]
}
