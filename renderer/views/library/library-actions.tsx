import type { ModelSummary } from '../../../engine/api/contract.ts'
import { goTo } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { MenuButton } from '../../components/menu-button.tsx'
import { lineageView } from '../lineage/lineage-settings.ts'
import { matrixView } from '../matrix/matrix-settings.ts'
import { pairView } from '../pair/pair-settings.ts'
import { probeView } from '../probe/probe-view-settings.ts'
import { treeView } from '../tree/tree-settings.ts'
import listStyles from '../../components/list-view.module.css'

interface LibraryActionsProps {
  /** The models that are ticked. */
  readonly models: readonly ModelSummary[]
  readonly onFamily: () => void
  readonly onTags: () => void
  readonly onRemove: () => void
}

/** What can be done with the models that are ticked. */
export function LibraryActions({ models, onFamily, onTags, onRemove }: LibraryActionsProps) {
  const ids = models.map(({ id }) => id)
  const [left, right] = ids
  const isNone = ids.length === 0
  return (
    <div className={listStyles['actions']} data-actions="">
      <Button icon="probe" isDisabled={isNone} onPress={() => goTo(probeView, { models: ids })}>
        Probe
      </Button>
      <MenuButton
        label="Compare"
        icon="tree"
        isDisabled={ids.length < 2}
        entries={[
          { id: 'tree', name: 'In tree', onAction: () => goTo(treeView, { models: ids }) },
          { id: 'matrix', name: 'In matrix', onAction: () => goTo(matrixView, { models: ids }) },
          { id: 'lineage', name: 'By weights, in Lineage', onAction: () => goTo(lineageView, { models: ids }) },
          ...(ids.length === 2
            ? [{ id: 'pair', name: 'As a pair', onAction: () => goTo(pairView, { left, right }) }]
            : []),
        ]}
      />
      <Button isDisabled={isNone} onPress={onFamily}>
        Set family
      </Button>
      <Button isDisabled={isNone} onPress={onTags}>
        Set tags
      </Button>
      <Button icon="remove" isDisabled={isNone} onPress={onRemove}>
        Remove
      </Button>
    </div>
  )
}
