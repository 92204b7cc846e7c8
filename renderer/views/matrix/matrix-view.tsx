import { useCall } from '../../api/queries.tsx'
import { useCancellableCall } from '../../api/use-cancellable-call.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { Segments } from '../../components/segments.tsx'
import { EmptyState, ErrorState, LoadingState, Notice } from '../../components/states.tsx'
import textStyles from '../../components/text.module.css'
import { ComparisonFrame } from '../comparison/comparison-states.tsx'
import { useComparison, type Comparison } from '../comparison/use-comparison.ts'
import comparisonStyles from '../comparison/comparison.module.css'
import { MatrixFigure } from './matrix-figure.tsx'
import { matrixView } from './matrix-settings.ts'
import { PairFacts } from './pair-card.tsx'

type Ready = Extract<Comparison, { state: 'ready' }>

const fewestModels = 2

export function MatrixView() {
  const comparison = useComparison()
  return (
    <ComparisonFrame
      title="Matrix"
      icon="matrix"
      comparison={comparison}
      fewest={fewestModels}
      note="Every pair of models, near ones side by side"
    >
      {(ready) => <ComparedMatrix ready={ready} />}
    </ComparisonFrame>
  )
}

function ComparedMatrix({ ready }: { readonly ready: Ready }) {
  const [{ show: shown, pair }, change] = useViewSettings(matrixView)
  const distances = useCancellableCall('analysis.distances', ready.request)
  // After the distances, so that who cancels them is not waiting for the same comparison still.
  const hasTree = ready.scope.modelIds.length > 2 && distances.data !== undefined && !distances.isPlaceholderData
  const tree = useCall(
    'analysis.tree',
    { ...ready.request, method: 'nj', root: 'midpoint', replicates: 0, seed: 1 },
    { keep: true, enabled: hasTree },
  )
  // Distances that were asked for and are neither here nor on their way.
  const isCancelled =
    (distances.data === undefined || distances.isPlaceholderData) &&
    distances.error === null &&
    distances.fetchStatus === 'idle'
  const again = <Button onPress={() => void distances.refetch()}>Compare them</Button>
  const [first, second] = pair
  return (
    <div className={comparisonStyles['split']}>
      <div className={comparisonStyles['figure']}>
        {distances.progress === null || distances.progress.left === null ? null : (
          <div className={comparisonStyles['notes']}>
            <OperationProgress label="Comparing the models" progress={distances.progress} onCancel={distances.cancel} />
          </div>
        )}
        {isCancelled && distances.data !== undefined ? (
          <div className={comparisonStyles['notes']}>
            <Notice tone="info" action={again}>
              Cancelled. The matrix before the last change is shown.
            </Notice>
          </div>
        ) : null}
        {distances.data === undefined ? (
          isCancelled ? (
            <EmptyState icon="matrix" title="Cancelled" action={again}>
              The models were not compared.
            </EmptyState>
          ) : distances.error === null ? (
            <LoadingState label="Comparing the models" />
          ) : (
            <ErrorState
              title="The models could not be compared"
              error={distances.error}
              onRetry={() => void distances.refetch()}
            />
          )
        ) : (
          <MatrixFigure
            distances={distances.data}
            tree={tree.data}
            scope={ready.scope}
            shown={shown}
            isBusy={distances.isFetching || tree.isFetching}
            failure={distances.error}
            onPick={(row, column) => change({ pair: [row, column] })}
          />
        )}
      </div>
      <aside className={comparisonStyles['inspector']} aria-label="Settings of the matrix">
        {first === undefined || second === undefined || distances.data === undefined ? null : (
          <PairFacts
            pair={[first, second]}
            distances={distances.data}
            models={ready.models}
            onClose={() => change({ pair: undefined })}
          />
        )}
        <section className={comparisonStyles['group']} aria-labelledby="matrix-controls">
          <h2 id="matrix-controls" className={comparisonStyles['groupTitle']}>
            Matrix
          </h2>
          <Segments
            label="Values"
            choices={[
              { id: 'similarity', name: 'Similarity' },
              { id: 'distance', name: 'Distance' },
            ]}
            value={shown}
            onChange={(show) => change({ show })}
          />
          <p className={textStyles['muted']}>
            Rows and columns stand in the order of the neighbour-joining tree. A value is written with the digits that
            its certified interval supports.
          </p>
        </section>
      </aside>
    </div>
  )
}
