import type { ScalingFit } from '../../../core/scaling/scaling-fit.ts'
import type { CallOutput } from '../../../engine/api/contract.ts'
import type { OperationState } from '../../api/latest-operation.ts'
import { Button } from '../../components/button.tsx'
import { KeptDisclosure } from '../../app/kept-sections.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { coverageText, isTooNarrow } from '../../../core/format/coverage-text.ts'
import { fixed } from '../../../core/format/interval.ts'
import { levelText, plural, significant } from '../../../core/format/quantity.ts'
import { comparisonAdvice, comparisonText } from '../../../core/scaling/comparison-text.ts'
import { lossName } from '../../../engine/analyses/scaling-law-charts.ts'
import { LawCharts } from './law-charts.tsx'
import { answerRemarks } from '../../format/answer-remarks.ts'
import type { ScalingChoices, ScalingSettings } from './scaling-settings.ts'
import layoutStyles from '../../components/layout.module.css'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'
import styles from './scaling.module.css'

interface LawPanelProps {
  readonly fit: CallOutput<'scaling.fit'>
  readonly state: OperationState<unknown, ScalingFit>
  readonly settings: ScalingSettings
  readonly choices: ScalingChoices
  readonly cutoff: number
  readonly metricNames: readonly string[]
  readonly hasIntervals: boolean
  readonly onCutoff: (cutoff: number) => void
  readonly onRest: (cutoff: number) => void
  /** Ends the computation of the intervals. */
  readonly onStop: () => void
  /** Computes them again. */
  readonly onAgain: () => void
}

/** The law and its baseline: errors, charts with the cutoff, what the law is made of, and the formulas. */
export function LawPanel({
  fit,
  state,
  settings,
  choices,
  cutoff,
  metricNames,
  hasIntervals,
  onCutoff,
  onRest,
  onStop,
  onAgain,
}: LawPanelProps) {
  return (
    <>
      <div className={styles['summary']}>
        <Errors fit={fit} settings={settings} />
        <div className={styles['states']}>
          <FitState
            state={state}
            fit={fit}
            settings={settings}
            hasIntervals={hasIntervals}
            onStop={onStop}
            onAgain={onAgain}
          />
          <RemarksButton remarks={remarks(fit, settings)} />
        </div>
      </div>
      <div className={layoutStyles['charts']}>
        <LawCharts
          fit={fit}
          hasIntervals={hasIntervals}
          settings={settings}
          choices={choices}
          cutoff={cutoff}
          metricNames={metricNames}
          isBusy={state.isBusy}
          onCutoff={onCutoff}
          onRest={onRest}
        />
      </div>
      <KeptDisclosure id="formulas" title="Formulas and the fitted law">
        <LawFormulas fit={fit} settings={settings} />
      </KeptDisclosure>
    </>
  )
}

function Errors({ fit, settings }: { readonly fit: ScalingFit; readonly settings: ScalingSettings }) {
  const mse = (value: number | null) => (value === null ? 'none' : significant(value))
  const law = fit.test.mse
  const alone = fit.baseline.test.mse
  const { comparison } = fit
  const verdict =
    comparison?.verdict === 'better'
      ? tableStyles['better']
      : comparison?.verdict === 'worse'
        ? tableStyles['worse']
        : undefined
  return (
    <div>
      <WideTable label="Mean squared errors" look={tableStyles['table']}>
        <thead>
          <tr>
            <th scope="col">Mean squared error</th>
            <th scope="col">trained on</th>
            <th scope="col">error</th>
            <th scope="col">held out</th>
            <th scope="col">error</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{plural(fit.law.beta.length, 'component')}</th>
            <td>{fit.train.n}</td>
            <td>{mse(fit.train.mse)}</td>
            <td>{fit.test.n}</td>
            <td className={verdict}>{mse(law)}</td>
          </tr>
          <tr>
            <th scope="row">{settings.baseline === 'flops' ? 'compute' : 'size'} alone</th>
            <td>{fit.baseline.train.n}</td>
            <td>{mse(fit.baseline.train.mse)}</td>
            <td>{fit.baseline.test.n}</td>
            <td>{mse(alone)}</td>
          </tr>
        </tbody>
      </WideTable>
      {comparison === null ? null : (
        <p className={textStyles['muted']}>
          {comparisonText(comparison, settings.baseline === 'flops' ? 'compute alone' : 'size alone', settings.level)}{' '}
          {comparisonAdvice(comparison)}
        </p>
      )}
    </div>
  )
}

type FitStateProps = Pick<LawPanelProps, 'state' | 'fit' | 'settings' | 'hasIntervals' | 'onStop' | 'onAgain'>

function FitState({ state, fit, settings, hasIntervals, onStop, onAgain }: FitStateProps) {
  const { progress } = state
  if (progress !== null) return <OperationProgress label="Intervals" progress={progress} onCancel={onStop} />
  if (state.isBusy) return <div className={layoutStyles['state']}>Fitting …</div>
  if (!hasIntervals)
    return (
      <div className={layoutStyles['state']}>
        Without intervals:{' '}
        {settings.replicates === 0 ? '0 replicates' : state.error === null ? 'they were cancelled' : 'they failed'}
        {settings.replicates === 0 ? null : (
          <Button look="quiet" onPress={onAgain}>
            Compute them
          </Button>
        )}
      </div>
    )
  return (
    <div className={layoutStyles['state']}>
      {levelText(settings.level)} intervals from {plural(fit.replicates, 'resample')} of {fit.resampled}; they hold{' '}
      {heldText(fit, settings) ?? 'no score held out, as there is none'}
    </div>
  )
}

/** The share of the scores held out that lie in their intervals. */
function heldText({ coverage, test }: ScalingFit, { level }: ScalingSettings): string | null {
  return coverageText({ coverage: coverage.test, intervals: test.n }, level, 'held-out score')
}

function remarks(fit: CallOutput<'scaling.fit'>, settings: ScalingSettings): string[] {
  const sentences = answerRemarks(fit)
  if (fit.equivalent === null)
    sentences.push(
      `No equivalent compute: ${settings.reference || 'the reference family'} has fewer than two models of different compute with a score. The law is drawn over its own level.`,
    )
  if (isTooNarrow({ coverage: fit.coverage.test, intervals: fit.test.n }, settings.level))
    sentences.push(`${levelText(settings.level)} intervals hold ${heldText(fit, settings)!}: here they are too narrow.`)
  if (fit.train.n < 3 * (fit.law.beta.length + 1))
    sentences.push(
      `Only ${plural(fit.train.n, 'model')} trained on, for ${plural(fit.law.beta.length + 1 + (settings.link === 'floor' ? 1 : 0), 'parameter')}.`,
    )
  return sentences
}

function LawFormulas({ fit, settings }: { readonly fit: ScalingFit; readonly settings: ScalingSettings }) {
  const { law, equivalent } = fit
  const { chance, top } = settings
  const number = (value: number) => String(Number(value.toPrecision(4)))
  const terms = law.beta.map((weight, k) => ` ${weight < 0 ? '−' : '+'} ${number(Math.abs(weight))} S${k + 1}`).join('')
  return (
    <>
      <p className={textStyles['formula']}>
        {`S = gamma (B - mean)                      first ${plural(fit.law.beta.length, 'principal component')} of the training models' metrics B\n`}
        {`y = (score - ${number(chance)}) / ${number(top - chance)}\n`}
        {`y = b + (1 - b) sigma(alpha + beta . S)     b = ${settings.link === 'floor' ? 'fitted within 0 to 0.2' : '0'}; ${lossName(settings.loss)}\n`}
        {`fitted: b = ${number(law.floor)}, alpha + beta . S = ${number(law.alpha)}${terms}\n`}
        {equivalent === null
          ? ''
          : `ln C' = (alpha + beta . S - c) / w          ${settings.reference}: w = ${number(equivalent.slope)}, c = ${number(equivalent.intercept)}, R² = ${fixed(equivalent.r2, 3)} of ${plural(equivalent.n, 'model')}`}
      </p>
      <p className={textStyles['muted']}>
        Ruan, Maddison and Hashimoto, arXiv 2405.10938. Missing metrics:{' '}
        {settings.missing === 'impute'
          ? 'the published rank-1 imputation on the training models'
          : 'models that lack one are left out'}
        . Intervals resample families, fit again and add an error made on a family not drawn. Beyond the cutoff they may
        be too narrow; their share of held-out scores stands above.
      </p>
    </>
  )
}
