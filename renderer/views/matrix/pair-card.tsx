import { boundedText, intervalText } from '../../../core/format/interval.ts'
import { weightsText } from '../../../core/format/quantity.ts'
import { markedArchitecture } from '../../../core/model/model-purpose.ts'
import { boundedPair, type BoundedPair } from '../../../core/similarity/bounded.ts'
import type { Distances, ModelSummary } from '../../../engine/api/contract.ts'
import { cardPlace } from '../../components/card-place.ts'
import { ModelName } from '../model/model-name.tsx'
import { PairLink } from '../pair/pair-link.tsx'
import { noiseWords } from './noise-words.ts'
import { ClosePanelButton } from '../../components/button.tsx'
import textStyles from '../../components/text.module.css'
import comparisonStyles from '../comparison/comparison.module.css'

interface PairCardProps {
  readonly pair: BoundedPair | undefined
  readonly names: readonly [string, string]
  /** What the engine's noise means for them, in words. */
  readonly noise: readonly string[]
  readonly isSame: boolean
  readonly x: number
  readonly y: number
  readonly frame: { readonly width: number; readonly height: number }
}

/** What is known of the pair under the pointer or the keyboard. */
export function PairCard({ pair, names, noise, isSame, x, y, frame }: PairCardProps) {
  if (pair === undefined) return null
  return (
    <div className={comparisonStyles['card']} data-card style={cardPlace(x, y, frame)}>
      <h3>{isSame ? names[0] : `${names[0]} × ${names[1]}`}</h3>
      {isSame ? <p>The same model: similarity 1.</p> : <PairFigures pair={pair} noise={noise} />}
    </div>
  )
}

function PairFigures({ pair, noise }: { readonly pair: BoundedPair; readonly noise: readonly string[] }) {
  return (
    <dl className={comparisonStyles['cardFacts']}>
      <dt>Similarity</dt>
      <dd>
        {boundedText(pair.similarity)}{' '}
        <span className={textStyles['muted']}>{intervalText(pair.similarity.lower, pair.similarity.upper)}</span>
      </dd>
      <dt>Distance</dt>
      <dd>
        {boundedText(pair.distance)}{' '}
        <span className={textStyles['muted']}>{intervalText(pair.distance.lower, pair.distance.upper)}</span>
      </dd>
      {noise.length === 0 ? null : (
        <>
          <dt>Noise</dt>
          <dd>{noise.join('; ')}</dd>
        </>
      )}
    </dl>
  )
}

interface PairFactsProps {
  readonly pair: readonly [string, string]
  readonly distances: Distances
  readonly models: readonly ModelSummary[]
  readonly onClose: () => void
}

/** The pair that was kept by a click, in the panel at the side. */
export function PairFacts({ pair, distances, models, onClose }: PairFactsProps) {
  const row = distances.modelIds.indexOf(pair[0])
  const column = distances.modelIds.indexOf(pair[1])
  if (row < 0 || column < 0) return null
  const nameAt = (index: number) => ({ id: distances.modelIds[index]!, name: distances.models[index]! })
  return (
    <section className={comparisonStyles['group']} aria-label="Pair">
      <div className={comparisonStyles['groupHead']}>
        <h2 className={`${comparisonStyles['groupTitle']} ${comparisonStyles['name']}`}>Pair</h2>
        <ClosePanelButton label="Close the pair" onPress={onClose} />
      </div>
      {pair.map((id) => {
        const model = models.find((candidate) => candidate.id === id)
        return model === undefined ? null : (
          <div key={id}>
            <div className={comparisonStyles['name']}>
              <ModelName id={id} name={model.name} />
            </div>
            <div className={textStyles['muted']}>
              {markedArchitecture(model)}, {weightsText(model.parameters)}, {model.quantization}
            </div>
          </div>
        )
      })}
      <PairFigures pair={boundedPair(distances, row, column)} noise={noiseWords(distances, pair)} />
      {pair[0] === pair[1] ? null : (
        <p>
          <PairLink left={nameAt(row)} right={nameAt(column)} />
        </p>
      )}
    </section>
  )
}
