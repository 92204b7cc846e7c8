import { plural } from '../../../core/format/quantity.ts'
import { lawSettings, type LawSettings } from '../../../engine/analyses/emergence-fit.ts'
import type { CheckpointTable } from '../../../engine/api/emergence-contract.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { Select } from '../../components/select.tsx'
import layoutStyles from '../../components/layout.module.css'
import textStyles from '../../components/text.module.css'
import { RequestField } from '../analysis/setting-field.tsx'
import comparisonStyles from '../comparison/comparison.module.css'
import type { SettingChanges } from '../../settings/view-settings.ts'
import { type EmergenceViewSettings, type emergenceView, fewShotLimits, leastLossLimits } from './emergence-settings.ts'

interface EmergenceControlsProps {
  readonly tables: readonly CheckpointTable[]
  readonly settings: EmergenceViewSettings
  readonly change: (changes: SettingChanges<typeof emergenceView.settings>) => void
  readonly onRemove: (table: CheckpointTable) => void
}

const none = ''

/** Every choice that the prediction hangs on, all in view. */
export function EmergenceControls({ tables, settings, change, onRemove }: EmergenceControlsProps) {
  const { table, second, leastLoss } = settings
  const choice = (entry: CheckpointTable) => ({
    id: entry.id,
    name: entry.name,
    note: `${plural(entry.checkpoints, 'checkpoint')}, up to ${plural(entry.amounts.at(-1) ?? 0, 'example')}`,
  })
  const middle = Number(((table.leastLoss + table.mostLoss) / 2).toPrecision(3))
  const fieldOf = (field: keyof LawSettings) => (
    <RequestField
      request={lawSettings}
      field={field}
      value={settings[field]}
      onChange={(value) => change({ [field]: value })}
    />
  )
  return (
    <>
      <section className={comparisonStyles['group']} aria-labelledby="emergence-tables">
        <h2 id="emergence-tables" className={comparisonStyles['groupTitle']}>
          Checkpoints
        </h2>
        <Select
          label="Table"
          choices={tables.map(choice)}
          value={table.id}
          onChange={(id) => change({ table: id, second: undefined, leastLoss: undefined, fewShot: undefined })}
        />
        <Select
          label="Compared with"
          choices={[{ id: none, name: 'No other' }, ...tables.filter(({ id }) => id !== table.id).map(choice)]}
          value={second?.id ?? none}
          onChange={(id) => change({ second: id })}
        />
        <p className={textStyles['muted']}>A second pretraining set: its losses must be measured on the same text.</p>
        <Button look="quiet" icon="remove" onPress={() => onRemove(table)}>
          Remove this table
        </Button>
      </section>
      <section className={comparisonStyles['group']} aria-labelledby="emergence-law">
        <h2 id="emergence-law" className={comparisonStyles['groupTitle']}>
          Law
        </h2>
        <NumberField
          label="Few-shot examples D0"
          value={settings.fewShot}
          minimum={fewShotLimits.least}
          maximum={fewShotLimits.most}
          step={0.5}
          decimals={2}
          onChange={(value) => change({ fewShot: value })}
          description="The low-data limit; below the most examples"
        />
        {fieldOf('law')}
        {fieldOf('lossScale')}
        <Checkbox isSelected={leastLoss !== null} onChange={(isOn) => change({ leastLoss: isOn ? middle : undefined })}>
          Fit weaker checkpoints only
        </Checkbox>
        {leastLoss === null ? null : (
          <NumberField
            label="Least loss, nats"
            value={leastLoss}
            minimum={leastLossLimits.least}
            maximum={leastLossLimits.most}
            step={0.001}
            decimals={4}
            onChange={(value) => change({ leastLoss: value })}
          />
        )}
      </section>
      <section className={comparisonStyles['group']} aria-labelledby="emergence-interval">
        <h2 id="emergence-interval" className={comparisonStyles['groupTitle']}>
          Uncertainty
        </h2>
        <div className={layoutStyles['pair']}>
          {fieldOf('bootstrap')}
          {fieldOf('seed')}
        </div>
      </section>
    </>
  )
}
