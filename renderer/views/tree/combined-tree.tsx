import { bytesText } from '../../../core/format/quantity.ts'
import type { CallInput } from '../../../engine/api/contract.ts'
import { useCancellableCall, useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { LongAnswer } from '../../components/long-answer.tsx'
import { EmptyState, ErrorState } from '../../components/states.tsx'
import type { Comparison } from '../comparison/use-comparison.ts'
import comparisonStyles from '../comparison/comparison.module.css'
import { ReadButton, WeightsToRead } from '../lineage/read-weights.tsx'
import { CombinedFigure } from './combined-figure.tsx'
import { TreeControls } from './tree-controls.tsx'
import { treeView } from './tree-settings.ts'
import type { CombinedModels } from './use-combined-models.ts'

type Ready = Extract<Comparison, { state: 'ready' }>

/** The tree with lineages by weights inside of families, and what reads the weights that it needs. */
export function CombinedTreeOfModels({
  ready,
  combined,
}: {
  readonly ready: Ready
  readonly combined: CombinedModels
}) {
  const [settings, change] = useViewSettings(treeView)
  const { modelIds, read, unread, isKnown, error, retry } = combined
  const reading = useCancellableCommand('lineage.sketch')
  const { method, root, replicates, seed } = settings
  const { genomeId, rule, measure } = ready.request
  const rootModels = ready.models.filter(({ id }) => ready.scope.modelIds.includes(id))
  const request: CallInput<'analysis.combinedTree'> = {
    genomeId,
    rule,
    measure,
    ...(modelIds === null ? {} : { modelIds: [...modelIds] }),
    method,
    root: method !== 'upgma' && rootModels.some(({ id }) => id === root) ? { modelId: root } : ('midpoint' as const),
    replicates,
    seed,
  }
  const hasWeights = read.length > 0
  const call = useCancellableCall('analysis.combinedTree', request, { enabled: isKnown && hasWeights })
  const hasNotes =
    reading.isPending ||
    reading.error !== null ||
    (hasWeights && unread.length > 0) ||
    reading.data?.models.some(({ failure }) => failure !== null) === true
  return (
    <>
      {hasNotes ? (
        <div className={comparisonStyles['notes']}>
          <WeightsToRead unread={unread} reading={reading} hasButton={hasWeights} />
        </div>
      ) : null}
      <div className={comparisonStyles['split']}>
        <div className={comparisonStyles['figure']}>
          {error !== null && !isKnown ? (
            <ErrorState title="It could not be told which weights are read" error={error} onRetry={retry} />
          ) : isKnown && !hasWeights ? (
            <EmptyState
              icon="tree"
              title={reading.isPending ? 'The weights are being read' : 'The weights are not read yet'}
              action={reading.isPending ? undefined : <ReadButton unread={unread} reading={reading} isMain />}
            >
              Inside of families this tree follows the weights. Each weight is read once, and a sketch of at most{' '}
              {bytesText(1_000_000)} a model is kept. Nothing leaves the machine. Reading can be cancelled: what was
              read stays.
            </EmptyState>
          ) : (
            <LongAnswer
              call={call}
              icon="tree"
              doing="Comparing weights and behaviour"
              failed="The tree could not be computed"
              nothing="The tree was not computed."
              before="The tree before the last change is shown."
            >
              {({ output }) => (
                <CombinedFigure
                  combined={output}
                  genome={ready.scope.genome.name}
                  models={ready.models}
                  settings={settings}
                  onShowAs={(as) => change({ as })}
                  onFind={(find) => change({ find })}
                  isBusy={call.isBusy}
                />
              )}
            </LongAnswer>
          )}
        </div>
        <aside className={comparisonStyles['inspector']} aria-label="Settings of the tree">
          <TreeControls settings={settings} models={rootModels} change={change} />
        </aside>
      </div>
    </>
  )
}
