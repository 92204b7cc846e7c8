import { useCancellableCall } from '../../api/use-cancellable-call.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { LongAnswer } from '../../components/long-answer.tsx'
import { Segments } from '../../components/segments.tsx'
import { Notice } from '../../components/states.tsx'
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
  const [settings, change] = useViewSettings(matrixView)
  const { show: shown, pair } = settings
  const distances = useCancellableCall('analysis.distances', ready.request)
  // After the distances, so that who cancels them is not waiting for the same comparison still; of the distances shown.
  const hasTree = ready.scope.modelIds.length > 2 && distances.isCurrent
  const tree = useCancellableCall(
    'analysis.tree',
    { ...(distances.answer?.input ?? ready.request), method: 'nj', root: 'midpoint', replicates: 0, seed: 1 },
    { enabled: hasTree },
  )
  const order = tree.isCurrent ? tree.answer?.output : undefined
  const [first, second] = pair
  return (
    <div className={comparisonStyles['split']}>
      <div className={comparisonStyles['figure']}>
        <LongAnswer
          call={distances}
          icon="matrix"
          doing="Comparing the models"
          failed="The models could not be compared"
          nothing="The models were not compared."
          before="The matrix before the last change is shown."
        >
          {({ output }) => (
            <>
              {tree.error === null ? null : (
                <div className={comparisonStyles['notes']}>
                  <Notice tone="danger" action={<Button onPress={tree.again}>Try again</Button>}>
                    The models could not be ordered by their tree: {tree.error.message}
                  </Notice>
                </div>
              )}
              <MatrixFigure
                distances={output}
                tree={order}
                genome={ready.scope.genome.name}
                settings={settings}
                change={change}
                isBusy={distances.isBusy || (hasTree && tree.isBusy)}
                onPick={(row, column) => change({ pair: [row, column] })}
              />
            </>
          )}
        </LongAnswer>
      </div>
      <aside className={comparisonStyles['inspector']} aria-label="Settings of the matrix">
        {first === undefined || second === undefined || distances.answer === undefined ? null : (
          <PairFacts
            pair={[first, second]}
            distances={distances.answer.output}
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
            {order === undefined ? '' : 'Rows and columns stand in the order of the neighbour-joining tree. '}A value is
            written with the digits that its certified interval supports.
          </p>
        </section>
      </aside>
    </div>
  )
}
