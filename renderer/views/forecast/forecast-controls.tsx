import { compareNames, inNameOrder } from '../../../core/model/name-order.ts'
import { plural } from '../../../core/format/quantity.ts'
import { baselineNames, forecastMethodNames, forecastMethodWords } from '../../../core/forecast/forecast-scores.ts'
import { publishedPhylolmSettings } from '../../../core/forecast/phylolm-forecast.ts'
import { columnName } from '../../../core/scaling/score-columns.ts'
import { forecastRequest } from '../../../engine/analyses/forecast.ts'
import type { Forecast } from '../../../engine/api/forecast-contract.ts'
import { CheckList } from '../../components/check-list.tsx'
import { KeptDisclosure } from '../../app/kept-sections.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { Segments } from '../../components/segments.tsx'
import { Select } from '../../components/select.tsx'
import layoutStyles from '../../components/layout.module.css'
import textStyles from '../../components/text.module.css'
import { RequestField } from '../analysis/setting-field.tsx'
import comparisonStyles from '../comparison/comparison.module.css'
import styles from './forecast.module.css'
import type { SettingChanges } from '../../settings/view-settings.ts'
import type { ForecastColumn, ForecastSettings, forecastView } from './forecast-settings.ts'

const level = forecastRequest.shape.level.unwrap()
const farShare = forecastRequest.shape.farShare.unwrap()

interface ForecastControlsProps {
  readonly settings: ForecastSettings
  readonly columns: readonly ForecastColumn[]
  /** Null while there is no answer: families and models are known by it. */
  readonly forecast: Forecast | null
  readonly change: (changes: SettingChanges<typeof forecastView.settings>) => void
}

/** What is forecast, by which method, and how methods are judged. */
export function ForecastControls({ settings, columns, forecast, change }: ForecastControlsProps) {
  const fieldOf = (field: 'components' | 'epochs' | 'seed') => (
    <RequestField
      request={forecastRequest}
      field={field}
      value={settings[field]}
      onChange={(value) => change({ [field]: value })}
    />
  )
  return (
    <>
      <section className={comparisonStyles['group']} aria-labelledby="forecast-what">
        <h2 id="forecast-what" className={comparisonStyles['groupTitle']}>
          Forecast
        </h2>
        <Select
          label="Score to forecast"
          choices={columns.map(({ name, label, compared, models }) => ({
            id: name,
            name: label,
            note: `known of ${compared} compared models, ${models} in all`,
          }))}
          value={columnName(settings.column)}
          onChange={(column) => change({ column })}
        />
        <Select
          label="Method shown"
          choices={forecastMethodNames.map((id) => ({
            id,
            name: forecastMethodWords[id],
            ...(baselineNames.includes(id) ? { note: 'baseline' } : {}),
          }))}
          value={settings.method}
          onChange={(method) => change({ method })}
        />
        <Segments
          label="Held out together"
          choices={[
            { id: 'family', name: 'Family and near' },
            { id: 'model', name: 'Model' },
          ]}
          value={settings.leave}
          onChange={(leave) => change({ leave })}
        />
        <div className={layoutStyles['pair']}>
          <NumberField
            label="Level, %"
            value={Math.round(1000 * settings.level) / 10}
            minimum={100 * level.minValue!}
            maximum={100 * level.maxValue!}
            onChange={(value) => change({ level: value / 100 })}
          />
          <NumberField
            label="Far share, %"
            value={Math.round(100 * settings.farShare)}
            minimum={100 * farShare.minValue!}
            maximum={100 * farShare.maxValue!}
            onChange={(value) => change({ far: value / 100 })}
          />
        </div>
        <SetAside settings={settings} models={forecast?.models ?? []} change={change} />
      </section>
      <section className={comparisonStyles['group']} aria-labelledby="forecast-phylolm">
        <h2 id="forecast-phylolm" className={comparisonStyles['groupTitle']}>
          PhyloLM
        </h2>
        <p className={textStyles['muted']}>
          Published: {plural(publishedPhylolmSettings.components, 'component')},{' '}
          {plural(publishedPhylolmSettings.epochs, 'epoch')}
        </p>
        <div className={layoutStyles['pair']}>
          {fieldOf('components')}
          {fieldOf('epochs')}
        </div>
        {fieldOf('seed')}
      </section>
    </>
  )
}

/** Families and models whose known scores are not used at all. */
function SetAside({
  settings,
  models,
  change,
}: Pick<ForecastControlsProps, 'settings' | 'change'> & { readonly models: Forecast['models'] }) {
  const scored = models.filter(({ truth }) => truth !== null)
  const families = [...new Set([...scored.map(({ family }) => family), ...settings.families])].sort(compareNames)
  const toggled = (names: readonly string[], name: string, isOn: boolean): string[] =>
    isOn ? [...names, name] : names.filter((listed) => listed !== name)
  return (
    <KeptDisclosure id="aside" title={`Set aside (${settings.families.length + settings.modelIds.length})`}>
      <CheckList
        label="Families set aside"
        things="families"
        entries={families.map((family) => ({
          id: family,
          name: family,
          note: (
            <span className={layoutStyles['count']}>
              family of {scored.filter((model) => model.family === family).length}
            </span>
          ),
        }))}
        isChosen={(family) => settings.families.includes(family)}
        onToggle={(family, isOn) => change({ families: toggled(settings.families, family, isOn) })}
      />
      <div className={styles['next']}>
        <CheckList
          label="Models set aside"
          things="models"
          entries={inNameOrder(scored, ({ name }) => name).map(({ modelId, name }) => ({ id: modelId, name }))}
          isChosen={(id) => settings.modelIds.includes(id)}
          onToggle={(id, isOn) => change({ aside: toggled(settings.modelIds, id, isOn) })}
        />
      </div>
    </KeptDisclosure>
  )
}
