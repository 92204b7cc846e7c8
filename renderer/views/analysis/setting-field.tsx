import type { Setting } from '../../../engine/analyses/settings.ts'
import { NumberField } from '../../components/number-field.tsx'
import { Select } from '../../components/select.tsx'

/** The control of one setting of an analysis. */
export function SettingField({
  setting,
  value,
  onChange,
}: {
  readonly setting: Setting
  readonly value: string | number
  readonly onChange: (value: string | number) => void
}) {
  if (setting.kind === 'choice')
    return <Select label={setting.title} choices={setting.choices} value={String(value)} onChange={onChange} />
  return (
    <NumberField
      label={setting.title}
      value={Number(value)}
      minimum={setting.least}
      maximum={setting.most}
      decimals={setting.isWhole ? 0 : 6}
      onChange={onChange}
    />
  )
}
