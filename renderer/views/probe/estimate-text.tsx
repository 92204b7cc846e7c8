import type { ProbeSettings } from '../../../engine/api/contract.ts'
import { estimateText } from '../../../core/format/estimate-text.ts'
import { useCall } from '../../api/queries.tsx'

interface EstimateTextProps {
  /** At least one. */
  readonly modelIds: readonly string[]
  readonly genomeId: string
  readonly settings: ProbeSettings
  /** Whether it stands by itself and says, too, what the estimate rests on; else it goes on after a note. */
  readonly isWhole?: boolean
}

/** How long probes would take on this machine, with a range; nothing until that is known. */
export function EstimateText({ modelIds, genomeId, settings, isWhole = false }: EstimateTextProps) {
  const estimate = useCall('probes.estimate', { modelIds: [...modelIds], genomeId, settings }).data
  if (estimate === undefined) return null
  const { isMeasured, models } = estimate
  return (
    <span>
      {isWhole ? '' : '; '}
      {estimateText(estimate)}
      {!isWhole || models === 0
        ? ''
        : isMeasured
          ? ', by probes on this machine'
          : ', a guess until a model was probed'}
    </span>
  )
}
