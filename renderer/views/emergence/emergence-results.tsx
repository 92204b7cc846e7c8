import { factorText, factorTexts, lossBeside, lossTexts } from '../../../core/emergence/emergence-text.ts'
import { fitVerdict, misfitAdvice, observedVerdict } from '../../../core/emergence/fit-verdict.ts'
import { publishedEmergence } from '../../../core/emergence/published-results.ts'
import type { CallOutput } from '../../../engine/api/contract.ts'
import type { EmergenceSummary } from '../../../core/emergence/emergence-summary.ts'
import { KeptDisclosure } from '../../app/kept-sections.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { fixed, intervalText } from '../../../core/format/interval.ts'
import { noteSentences } from '../../format/note-sentences.ts'
import type { EmergenceViewSettings } from './emergence-settings.ts'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'
import styles from './emergence.module.css'

interface EmergenceResultsProps {
  readonly fit: CallOutput<'emergence.fit'>
  readonly settings: EmergenceViewSettings
}

const nats = (value: number): string => fixed(value, 3)
const rangeText = ({ lower, upper }: { readonly lower: number; readonly upper: number }): string =>
  `any of ${intervalText(lower, upper)}`

/** The predicted emergence with its uncertainty, and what to know before trusting it. */
export function EmergenceHeadline({ fit, settings }: EmergenceResultsProps) {
  const { first, second, comparison } = fit
  const notes = [
    ...noteSentences(first.notes),
    ...(second?.notes ?? []).map((note) => `${settings.second?.name ?? 'Second set'}: ${note}.`),
  ]
  return (
    <>
      <div>
        <RemarksButton remarks={notes} />
      </div>
      <div className={styles['tables']}>
        <EmergenceTable forecast={first} name={second === null ? '' : settings.table.name} fewShot={settings.fewShot} />
        {second === null ? null : (
          <EmergenceTable forecast={second} name={settings.second?.name ?? ''} fewShot={settings.fewShot} />
        )}
        {comparison === null ? null : (
          <section>
            <h2>Difference</h2>
            <p>{differenceText(comparison.difference.posterior)}</p>
            <p className={textStyles['muted']}>
              Probability that the task emerges in weaker models with {settings.table.name}:{' '}
              {fixed(comparison.firstEmergesEarlier, 3)}
            </p>
          </section>
        )}
      </div>
    </>
  )
}

/** How well the chains agree, the published results beside ours, and the formulas. */
export function EmergenceDetails({ fit: { first, second }, settings }: EmergenceResultsProps) {
  return (
    <>
      <div className={styles['tables']}>
        <Diagnostics forecast={first} name={second === null ? '' : settings.table.name} />
        {second === null ? null : <Diagnostics forecast={second} name={settings.second?.name ?? ''} />}
        <Published />
      </div>
      <KeptDisclosure id="formulas" title="Formulas and the fitted law">
        <LawFormulas forecast={first} settings={settings} />
      </KeptDisclosure>
    </>
  )
}

function EmergenceTable({
  forecast,
  name,
  fewShot,
}: {
  readonly forecast: EmergenceSummary
  readonly name: string
  readonly fewShot: number
}) {
  const { emergence, goodness, horizon, observed, strongest } = forecast
  const title = name === '' ? 'Few-shot emergence' : `Few-shot emergence, ${name}`
  return (
    <section>
      <h2>{title}</h2>
      <WideTable label={title} look={tableStyles['table']}>
        <thead>
          <tr>
            <th scope="col">nats, D0 = {fewShot}</th>
            <th scope="col">most likely</th>
            <th scope="col">5 %</th>
            <th scope="col">50 %</th>
            <th scope="col">95 %</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">posterior</th>
            <td>
              {emergence.equallyLikely === null
                ? lossBeside(emergence.mostLikely, emergence.posterior)
                : rangeText(emergence.equallyLikely)}
            </td>
            <PointCells texts={lossTexts(emergence.posterior)} />
          </tr>
          {emergence.bootstrap === null ? null : (
            <tr>
              <th scope="row">bootstrap</th>
              <td />
              <PointCells texts={lossTexts(emergence.bootstrap)} />
            </tr>
          )}
          <tr>
            <th scope="row">strongest checkpoint fitted</th>
            <td>{nats(strongest)}</td>
            <td colSpan={3} />
          </tr>
          {observed === null ? null : (
            <tr>
              <th scope="row">observed without finetuning</th>
              <td>
                {observed.profile.isPlateau
                  ? rangeText(observed.profile)
                  : lossBeside(observed.elbow, emergence.posterior)}
              </td>
              <td colSpan={3}>
                {observed.position} {observed.position === 'at the edge' ? 'of ' : ''}5 to 95 %
              </td>
            </tr>
          )}
          {horizon === null ? null : (
            <tr>
              <th scope="row">compute, of the strongest fitted</th>
              <td>{factorText(horizon.mostLikely)}</td>
              <PointCells texts={factorTexts(horizon.posterior)} />
            </tr>
          )}
        </tbody>
      </WideTable>
      <p className={goodness.misfits ? styles['poor'] : textStyles['muted']}>{fitVerdict(goodness)}.</p>
      {goodness.misfits ? <p className={textStyles['muted']}>{misfitAdvice}.</p> : null}
      {observed === null ? null : <p className={textStyles['muted']}>{observedVerdict(observed, goodness)}.</p>}
    </section>
  )
}

/** The 5, 50 and 95 % points as cells of a row. */
function PointCells({ texts }: { readonly texts: readonly string[] }) {
  return texts.map((text, index) => <td key={index}>{text}</td>)
}

/** The difference of two emergences: its median and, in brackets, its 5 and 95 % points. */
function differenceText(points: { readonly lower: number; readonly median: number; readonly upper: number }): string {
  const [low, middle, high] = lossTexts(points)
  return `${middle} nats (${low} to ${high})`
}

const parameterNames: Readonly<Record<string, string>> = {
  fewShotElbow: 'E(D0)',
  shift: 'shift',
  exponent: 'alpha',
  slope: 'A',
  base: 'B',
}
const poorReduction = 1.02
const fewDraws = 400

function Diagnostics({
  forecast: { diagnostics },
  name,
}: {
  readonly forecast: EmergenceSummary
  readonly name: string
}) {
  return (
    <section>
      <h2>
        Chains{name === '' ? '' : ` of ${name}`}{' '}
        {diagnostics.trustworthy ? '' : '(they do not agree: do not trust the interval)'}
      </h2>
      <WideTable label={`Diagnostics of the chains${name === '' ? '' : ` of ${name}`}`} look={tableStyles['table']}>
        <thead>
          <tr>
            <th scope="col">parameter</th>
            <th scope="col">R-hat</th>
            <th scope="col">effective draws of {diagnostics.draws}</th>
          </tr>
        </thead>
        <tbody>
          {diagnostics.parameters.map(({ parameter, rHat, effectiveSampleSize }) => (
            <tr key={parameter}>
              <th scope="row">{parameterNames[parameter] ?? parameter}</th>
              <td className={rHat === null || rHat > poorReduction ? styles['poor'] : undefined}>
                {rHat === null ? '∞' : fixed(rHat, 3)}
              </td>
              <td className={effectiveSampleSize < fewDraws ? styles['poor'] : undefined}>
                {Math.round(effectiveSampleSize)}
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </section>
  )
}

function Published() {
  return (
    <section>
      <h2>Published, for comparison</h2>
      <WideTable label="Published results" look={tableStyles['table']}>
        <thead>
          <tr>
            <th scope="col">task</th>
            <th scope="col">predicted</th>
            <th scope="col">observed</th>
            <th scope="col">error</th>
            <th scope="col">horizon</th>
          </tr>
        </thead>
        <tbody>
          {publishedEmergence.map(({ task, predicted, observed, horizon }) => (
            <tr key={task}>
              <th scope="row">{task}</th>
              <td>{nats(predicted)}</td>
              <td>{nats(observed)}</td>
              <td>{nats(predicted - observed)}</td>
              <td>{horizon ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
      <p className={textStyles['muted']}>
        Snell and others, arXiv 2411.16035; their 5 to 95 % intervals missed 2 of the 6.
      </p>
    </section>
  )
}

function LawFormulas({
  forecast,
  settings,
}: {
  readonly forecast: EmergenceSummary
  readonly settings: EmergenceViewSettings
}) {
  const { law } = forecast
  const loss = settings.lossScale === 'log' ? 'ln L' : 'L'
  const amount = law.form === 'log-power' ? '(ln D)' : 'D'
  const number = (value: number) => String(Number(value.toPrecision(4)))
  return (
    <>
      <p className={textStyles['formula']}>
        {`score(L, D) = A max(E(D) - ${loss}, 0) + B      A, B shared by all amounts D; residuals normal with one deviation\n`}
        {`E(D) = k ${amount}^alpha + C                   few-shot emergence = E(D0), D0 = ${settings.fewShot}\n`}
        {`fitted: A = ${number(law.slope)}, B = ${number(law.base)}, k = ${number(law.factor)}, alpha = ${number(law.exponent)}, C = ${number(law.offset)}; residuals ${number(forecast.noise)}`}
      </p>
      <p className={textStyles['muted']}>
        {forecast.rows} finetuned rows; {forecast.agreeing} of {forecast.starts} starts reached this law; log-likelihood{' '}
        {fixed(forecast.logLikelihood, 2)}. Posterior: four chains with flat priors, alpha log-normal; the bootstrap
        draws residuals anew. The interval assumes that the law holds: scores that saturate or bend break it.
      </p>
    </>
  )
}
