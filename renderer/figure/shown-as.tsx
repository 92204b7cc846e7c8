import { Segments } from '../components/segments.tsx'

export type ShownAs = 'drawing' | 'table'

interface ShownAsChoiceProps {
  /** What is shown, e.g. `tree`. */
  readonly figure: string
  readonly value: ShownAs
  readonly onChange: (as: ShownAs) => void
  /** What drawing and table are called here. */
  readonly drawing?: string
  readonly table?: string
}

/** Whether a figure is shown as its drawing or for reading. */
export function ShownAsChoice({ figure, value, onChange, drawing = 'Drawing', table = 'Table' }: ShownAsChoiceProps) {
  return (
    <Segments
      label={`Show the ${figure} as`}
      hideLabel
      choices={[
        { id: 'drawing', name: drawing },
        { id: 'table', name: table },
      ]}
      value={value}
      onChange={onChange}
    />
  )
}
