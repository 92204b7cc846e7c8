import { plural } from '../../../core/format/quantity.ts'
import { flopsText } from '../../../core/scaling/flops-text.ts'
import { columnName } from '../../../core/scaling/score-columns.ts'
import { fitScope } from '../../../engine/analyses/scaling-request.ts'
import { CheckList } from '../../components/check-list.tsx'
import { KeptDisclosure } from '../../app/kept-sections.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { Select } from '../../components/select.tsx'
import layoutStyles from '../../components/layout.module.css'
import comparisonStyles from '../comparison/comparison.module.css'
import { RequestField } from '../analysis/setting-field.tsx'
import type { SettingChanges } from '../../settings/view-settings.ts'
import {
  cutoffLimits,
  type ScalingChoices,
  type ScalingSettings,
  type scalingView,
  type SplitBy,
} from './scaling-settings.ts'

const components = fitScope.shape.components.unwrap()
const level = fitScope.shape.level.unwrap()

interface ScalingControlsProps {
  readonly settings: ScalingSettings
  readonly choices: ScalingChoices
  readonly cutoff: number
  readonly change: (changes: SettingChanges<typeof scalingView.settings>) => void
}

/** Every choice that the law hangs on, all in view. */
export function ScalingControls({ settings, choices, cutoff, change }: ScalingControlsProps) {
  const field = (name: 'missing' | 'link' | 'loss' | 'chance' | 'top' | 'baseline' | 'replicates' | 'seed') => (
    <RequestField
      request={fitScope}
      field={name}
      value={settings[name]}
      onChange={(value) => change({ [name]: value })}
    />
  )
  const metrics = new Set(settings.metrics.map(columnName))
  const target = columnName(settings.target)
  const offered = choices.columns.filter(({ name }) => name !== target)
  const toggleMetric = (name: string, isOn: boolean) => {
    const chosen = offered
      .map((choice) => choice.name)
      .filter((listed) => (listed === name ? isOn : metrics.has(listed)))
    if (chosen.length > 0) change({ metrics: chosen })
  }
  const toggleFamily = (family: string, isOn: boolean) => {
    const without = isOn ? settings.without.filter((listed) => listed !== family) : [...settings.without, family]
    change({ without })
  }
  return (
    <>
      <section className={comparisonStyles['group']} aria-labelledby="scaling-scores">
        <h2 id="scaling-scores" className={comparisonStyles['groupTitle']}>
          Scores
        </h2>
        <Select
          label="Score to predict"
          choices={choices.columns.map(({ name, label, models }) => ({
            id: name,
            name: label,
            note: plural(models, 'model'),
          }))}
          value={target}
          onChange={(name) => change({ target: name })}
        />
        <KeptDisclosure id="metrics" title={`Metrics (${settings.metrics.length} of ${offered.length})`}>
          <CheckList
            label="Metrics"
            things="metrics"
            entries={offered.map(({ name, label, models }) => ({
              id: name,
              name: label,
              note: <span className={layoutStyles['count']}>{models}</span>,
            }))}
            isChosen={(name) => metrics.has(name)}
            onToggle={toggleMetric}
          />
        </KeptDisclosure>
        <KeptDisclosure
          id="families"
          title={`Families (${choices.families.length - settings.without.length} of ${choices.families.length})`}
        >
          <CheckList
            label="Families"
            things="families"
            entries={choices.families.map((family) => ({ id: family, name: family }))}
            isChosen={(family) => !settings.without.includes(family)}
            onToggle={toggleFamily}
          />
        </KeptDisclosure>
        {field('missing')}
        <NumberField
          label="Components K"
          value={settings.components}
          minimum={components.minValue!}
          maximum={Math.min(components.maxValue!, settings.metrics.length)}
          onChange={(value) => change({ components: value })}
          description="Published: 3. Four extrapolated worse."
        />
      </section>
      <section className={comparisonStyles['group']} aria-labelledby="scaling-split">
        <h2 id="scaling-split" className={comparisonStyles['groupTitle']}>
          Split
        </h2>
        <Select<SplitBy>
          label="Trained on"
          choices={[
            { id: 'cutoff', name: 'Up to a cutoff of compute', note: 'Unknown compute is held out' },
            { id: 'top', name: 'All but the most compute', note: 'A share by compute, unknown first' },
            { id: 'random', name: 'A random share' },
            { id: 'best', name: 'All but the best scores', note: 'Where compute is not known, as behind agents' },
            { id: 'none', name: 'All models' },
          ]}
          value={settings.splitBy}
          onChange={(split) => change({ split })}
        />
        {settings.splitBy === 'cutoff' ? (
          <NumberField
            label={`Cutoff, ${flopsText(settings.cutoffUnit)} FLOPs`}
            value={cutoff / settings.cutoffUnit}
            minimum={cutoffLimits.least / settings.cutoffUnit}
            maximum={cutoffLimits.most / settings.cutoffUnit}
            step={1e-9}
            decimals={9}
            onChange={(value) => change({ cutoff: value * settings.cutoffUnit })}
            {...(settings.baseline === 'flops' ? { description: 'Or drag the line in the chart of the baseline' } : {})}
          />
        ) : settings.splitBy === 'none' ? null : (
          <NumberField
            label="Share held out, %"
            value={Math.round(100 * settings.share)}
            minimum={1}
            maximum={99}
            step={1}
            onChange={(value) => change({ share: value / 100 })}
          />
        )}
      </section>
      <section className={comparisonStyles['group']} aria-labelledby="scaling-law">
        <h2 id="scaling-law" className={comparisonStyles['groupTitle']}>
          Law
        </h2>
        {field('link')}
        {field('loss')}
        <div className={layoutStyles['pair']}>
          {field('chance')}
          {field('top')}
        </div>
        {field('baseline')}
        <Select
          label="Reference family"
          choices={choices.families.map((family) => ({ id: family, name: family }))}
          value={settings.reference}
          onChange={(reference) => change({ reference })}
        />
      </section>
      <section className={comparisonStyles['group']} aria-labelledby="scaling-interval">
        <h2 id="scaling-interval" className={comparisonStyles['groupTitle']}>
          Intervals
        </h2>
        <div className={layoutStyles['pair']}>
          <NumberField
            label="Level, %"
            value={Math.round(1000 * settings.level) / 10}
            minimum={100 * level.minValue!}
            maximum={100 * level.maxValue!}
            step={1}
            onChange={(value) => change({ level: value / 100 })}
          />
          {field('replicates')}
        </div>
        {field('seed')}
      </section>
    </>
  )
}
