import { tolerancePresets, defaultProbeSettings } from '../../../core/population/probe-settings.ts'
import { useCall, useCommand } from '../../api/queries.tsx'
import { goTo } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { treeView } from '../tree/tree-settings.ts'

interface FirstTreeButtonProps {
  readonly modelIds: readonly string[]
  readonly onClose: () => void
}

/** Probes models coarsely with the small genome and leads to their tree, which appears once that is done. */
export function FirstTreeButton({ modelIds, onClose }: FirstTreeButtonProps) {
  const genomes = useCall('genomes.list', {})
  const start = useCommand('probes.start')
  const genome = genomes.data?.find(({ name, builtIn }) => builtIn && name === 'quick')
  if (genome === undefined) return null
  return (
    <Button
      icon="tree"
      isDisabled={start.isPending}
      onPress={() =>
        start.mutate(
          {
            modelIds: [...modelIds],
            genomeId: genome.id,
            settings: { ...defaultProbeSettings, tolerance: tolerancePresets.quick },
            load: { gpu: 'auto' },
          },
          {
            onSuccess: () => {
              onClose()
              goTo(treeView, { genome: genome.id, alleles: undefined, models: undefined })
            },
          },
        )
      }
    >
      Quick tree
    </Button>
  )
}
