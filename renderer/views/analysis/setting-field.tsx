import type { z } from 'zod'
import { settingsOf, type Setting } from '../../../engine/analyses/settings.ts'
import { NumberField } from '../../components/number-field.tsx'
import { Segments } from '../../components/segments.tsx'
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
  if (setting.kind === 'choice') {
    const { title, choices } = setting
    // Two choices are seen at once; more would not fit beside each other.
    if (choices.length === 2)
      return <Segments label={title} choices={choices} value={String(value)} onChange={onChange} />
    return <Select label={title} choices={choices} value={String(value)} onChange={onChange} />
  }
  return (
    <NumberField
      label={setting.title}
      value={Number(value)}
      minimum={setting.least}
      maximum={setting.most}
      decimals={setting.isWhole ? 0 : 6}
      step={setting.step}
      onChange={onChange}
    />
  )
}

/** The control of one field of a request, by its name. */
export function RequestField({
  request,
  field,
  ...control
}: {
  readonly request: z.ZodObject
  readonly field: string
  readonly value: string | number
  readonly onChange: (value: string | number) => void
}) {
  const setting = settingsOf(request).find(({ key }) => key === field)
  if (setting === undefined) throw new Error(`Expected a field ${field} with a default, found none.`)
  return <SettingField setting={setting} {...control} />
}
