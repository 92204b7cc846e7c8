import { useQueryClient } from '@tanstack/react-query'
import type { Limits, MachineLimits as Facts } from '../../engine/api/limits-contract.ts'
import { bytesText, plural } from '../../core/format/quantity.ts'
import { putAnswer } from '../api/fresh-answers.ts'
import { useCall, useCommand } from '../api/queries.tsx'
import { KeptDisclosure } from '../app/kept-sections.tsx'
import { NumberField } from '../components/number-field.tsx'
import { LoadingState, Notice } from '../components/states.tsx'
import layoutStyles from '../components/layout.module.css'
import textStyles from '../components/text.module.css'

const gigabyte = 1e9
/** Stands for all layers: 0 is a limit of its own. */
const allLayers = -1

/** What loaded models may take of the machine, beside what it has; what is entered holds at once. */
export function MachineLimits() {
  return (
    <KeptDisclosure id="limits" title="Limits of this machine">
      <LimitFields />
    </KeptDisclosure>
  )
}

function LimitFields() {
  const known = useCall('limits.get', {})
  const set = useCommand('limits.set')
  const client = useQueryClient()
  if (known.data === undefined)
    return known.error === null ? (
      <LoadingState label="Looking at the machine" />
    ) : (
      <Notice tone="danger">{known.error.message}</Notice>
    )
  const { limits, machine } = known.data
  const change = (changed: Partial<Limits>): void =>
    set.mutate(changed, { onSuccess: (answer) => putAnswer(client, 'limits.get', answer) })
  return (
    <div className={layoutStyles['stack']}>
      <div className={layoutStyles['pair']}>
        <NumberField
          label="Threads at most (0: no limit)"
          value={limits.threads ?? 0}
          minimum={0}
          maximum={machine.cores}
          description={plural(machine.cores, 'core')}
          onChange={(value) => change({ threads: value === 0 ? null : value })}
        />
        <NumberField
          label="Memory at most, in GB (0: no limit)"
          value={(limits.memory ?? 0) / gigabyte}
          minimum={0}
          maximum={machine.memory / gigabyte}
          step={0.5}
          decimals={2}
          description={`${bytesText(machine.memory)}, ${bytesText(machine.availableMemory)} of it free`}
          onChange={(value) => change({ memory: value === 0 ? null : Math.round(value * gigabyte) })}
        />
        {machine.devices === null || machine.devices.length > 0 ? (
          <NumberField
            label="Layers on the GPU at most (-1: all)"
            value={limits.gpuLayers ?? allLayers}
            minimum={allLayers}
            maximum={10_000}
            description={devicesText(machine.devices)}
            onChange={(value) => change({ gpuLayers: value === allLayers ? null : value })}
          />
        ) : null}
      </div>
      {set.error === null ? null : <Notice tone="danger">{set.error.message}</Notice>}
      <p className={textStyles['muted']} role="status">
        {set.isSuccess ? 'Kept. ' : ''}They hold for every project on this machine, from the next model on that is
        loaded.
        {machine.devices?.length === 0 ? ' No GPU that can be used was found.' : ''}
      </p>
    </div>
  )
}

function devicesText(devices: Facts['machine']['devices']): string {
  return devices === null ? 'The GPU could not be looked at.' : devices.join(', ')
}
