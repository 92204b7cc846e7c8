import { flopsText } from '../../../core/scaling/flops-text.ts'
import { trainingUnits } from '../../../core/scaling/training-compute.ts'
import type { ScalingFit } from '../../../core/scaling/scaling-fit.ts'
import { nothingToSay } from '../../../core/table/without-empty-columns.ts'
import { csvText } from '../../../core/table/csv-writer.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { Segments } from '../../components/segments.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { fileNameOf } from '../../../core/format/file-name.ts'
import { downloadText } from '../../figure/download.ts'
import { predictedText } from '../../../core/format/predicted-text.ts'
import { levelText, significant } from '../../../core/format/quantity.ts'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import { ModelName } from '../model/model-name.tsx'
import { scalingView, type ScalingSettings } from './scaling-settings.ts'
import layoutStyles from '../../components/layout.module.css'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'

/** Predictions as a table: models held out, models without a score, models trained on. */
export function PredictionsPanel({
  fit,
  hasIntervals,
  settings,
  models,
}: {
  readonly fit: ScalingFit
  readonly hasIntervals: boolean
  readonly settings: ScalingSettings
  /** The models with scores; those that are matched have a page. */
  readonly models: ScoreTable['models']
}) {
  const pages = new Map(models.map(({ id, modelId }) => [id, modelId]))
  const [{ predictions: shown }, change] = useViewSettings(scalingView)
  const rows =
    shown === 'unscored'
      ? fit.unscored.map((row) => ({ ...row, observed: null }))
      : fit.predictions.filter(({ split }) => split === shown)
  const known = (number: number | null) => (number === null ? nothingToSay : significant(number))
  const compute = (flops: number | null) => (flops === null ? nothingToSay : flopsText(flops))
  const save = () => {
    const all = [...fit.predictions, ...fit.unscored.map((row) => ({ ...row, observed: null, split: 'no score' }))]
    const text = csvText([
      ['model', 'family', 'split', 'flops', 'equivalent flops', 'level', 'observed', 'predicted', 'lower', 'upper'],
      ...all.map((row) => [
        row.model,
        row.family,
        row.split,
        row.flops === null ? null : row.flops * trainingUnits.flops,
        row.equivalentFlops === null ? null : row.equivalentFlops * trainingUnits.flops,
        row.level,
        row.observed,
        row.predicted,
        row.lower,
        row.upper,
      ]),
    ])
    downloadText(fileNameOf(['scaling', settings.target.benchmark, 'predictions'], 'csv'), 'text/csv', text)
  }
  return (
    <>
      <div className={layoutStyles['row']}>
        <Segments
          label="Models"
          choices={[
            { id: 'test', name: `Held out (${fit.test.n})` },
            { id: 'unscored', name: `No score (${fit.unscored.length})` },
            { id: 'train', name: `Trained on (${fit.train.n})` },
          ]}
          value={shown}
          onChange={(predictions) => change({ predictions })}
        />
        <Button icon="download" onPress={save}>
          Save all as CSV
        </Button>
      </div>
      {rows.length === 0 ? (
        <p className={textStyles['muted']}>
          {shown === 'unscored' ? 'Every model with these metrics has a score.' : 'None under this split.'}
        </p>
      ) : (
        <WideTable label="Predictions" look={tableStyles['table']}>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Family</th>
              <th scope="col">FLOPs</th>
              <th scope="col">Equivalent</th>
              <th scope="col">Observed</th>
              <th scope="col">Predicted</th>
              <th scope="col">{levelText(settings.level)} interval</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const { value, interval } = predictedText({ value: row.predicted, lower: row.lower, upper: row.upper })
              const page = pages.get(row.id) ?? null
              return (
                <tr key={row.id}>
                  <th scope="row">{page === null ? row.model : <ModelName id={page} name={row.model} />}</th>
                  <td>{row.family}</td>
                  <td>{compute(row.flops)}</td>
                  <td>{compute(row.equivalentFlops)}</td>
                  <td>{known(row.observed)}</td>
                  <td>{value}</td>
                  <td>{interval === '' ? (hasIntervals ? 'none' : '…') : interval}</td>
                </tr>
              )
            })}
          </tbody>
        </WideTable>
      )}
    </>
  )
}
