import { errorNote } from '../../../core/forecast/error-text.ts'
import { verdictNote } from '../../../core/forecast/verdict-text.ts'
import { publishedPhylolmSettings } from '../../../core/forecast/phylolm-forecast.ts'
import { levelText, plural, significant } from '../../../core/format/quantity.ts'
import { measureWords } from '../../../engine/analyses/comparison-words.ts'
import type { Forecast } from '../../../engine/api/forecast-contract.ts'
import { KeptDisclosure } from '../../app/kept-sections.tsx'
import textStyles from '../../components/text.module.css'
import type { ForecastRequest } from './forecast-settings.ts'

/** How forecasts, intervals and the flag of far models come about, behind a title. */
export function ForecastFormulas({
  forecast,
  request,
}: {
  readonly forecast: Forecast
  /** That it answers. */
  readonly request: ForecastRequest
}) {
  const { level, leave, farDistance, isFraction, measure } = forecast
  const { components, epochs, seed, farShare } = request
  const { learningRate, weightDecay } = publishedPhylolmSettings
  return (
    <KeptDisclosure id="formulas" title="How it is computed">
      <p className={textStyles['formula']}>
        {
          "on similarity        score = m + f + e, Gaussian; cov(f, f') = v exp(-(1 - S) / l²), var(e) = v g; m, v, l, g most likely\n"
        }
        {
          "on log-likelihoods   the same with cov = v exp(-d² / (2 l²)), d² = mean over genes of (ln p / byte - ln p' / byte)²\n"
        }
        {`as PhyloLM           -ln(S + 1e-10) to every training model, ${components} independent components, one layer and a sigmoid;\n`}
        {`                     Adam, ${plural(epochs, 'epoch')}, rate ${learningRate}, weight decay ${weightDecay}, seed ${seed}\n`}
        {
          "interval             forecast ± r s; s² = the process' own variance and that of the draw of items, p (1 - p) / n; 1 for the others\n"
        }
        {
          '                     r = the k-th smallest |forecast - true| / s of n held-out forecasts, k = ceil((n + 1) level)\n'
        }
        {"                     no end inside Wilson's interval of the forecast on the benchmark's n items\n"}
        {`too far              distance to the nearest scored model above ${farDistance === null ? 'a limit that is not known' : significant(farDistance, 2)}`}
        {`, the ${levelText(farShare)} quantile of the held-out models' distances`}
      </p>
      <p className={textStyles['muted']}>
        Every method is judged on scored models forecast without{' '}
        {leave === 'family' ? 'any score of their family or of what is near it' : 'their own score'}; the radius of a
        held-out model's interval comes from the errors in other {leave === 'family' ? 'groups' : 'models'}.{' '}
        {verdictNote} {errorNote} Intervals hold {levelText(level)} of the truths only of models that are like those
        held out. S by {measureWords[measure].inSentence}.
        {isFraction ? ' Forecasts and intervals are kept within 0 to 100 points.' : ''} PhyloLM: Yax, Oudeyer and
        Palminteri, arXiv 2404.04671.
      </p>
    </KeptDisclosure>
  )
}
