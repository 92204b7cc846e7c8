import { useState } from 'react'
import type { ScoreScale } from '../../../core/table/score-scale.ts'
import type { ScoreTable } from '../../../engine/api/scores-contract.ts'
import { useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Notice } from '../../components/states.tsx'
import { Select } from '../../components/select.tsx'
import { TextField } from '../../components/text-field.tsx'
import { readNumber } from './read-number.ts'
import layoutStyles from '../../components/layout.module.css'
import textStyles from '../../components/text.module.css'
import styles from './scores.module.css'

/** Typing in one score. Names that are known already are offered; a new name of a model adds a row. */
export function AddScore({
  table,
  model = '',
  onClose,
}: {
  readonly table: ScoreTable
  readonly model?: string
  readonly onClose: () => void
}) {
  const set = useCommand('scores.set')
  const [fields, setFields] = useState({
    model,
    benchmark: '',
    metric: 'acc',
    shots: '',
    value: '',
    stderr: '',
    scale: '',
  })
  const change = (field: keyof typeof fields) => (value: string) => setFields({ ...fields, [field]: value })
  const value = readNumber(fields.value)
  const stderr = readNumber(fields.stderr)
  const shots = readNumber(fields.shots)
  const problem =
    fields.value !== '' && value === null
      ? 'The score is a number, such as 0.512.'
      : fields.stderr !== '' && (stderr === null || stderr < 0)
        ? 'The standard error is a number of at least 0.'
        : fields.shots !== '' && (shots === null || !Number.isInteger(shots) || shots < 0 || shots > 1000)
          ? 'The examples are a whole number from 0 to 1000.'
          : null
  const isReady =
    value !== null &&
    problem === null &&
    [fields.model, fields.benchmark, fields.metric].every((text) => text.trim() !== '')
  const store = () => {
    if (!isReady || value === null) return
    const { model: name, benchmark, metric } = fields
    set.mutate(
      {
        model: name,
        benchmark,
        metric,
        shots: fields.shots === '' ? null : shots,
        value,
        stderr: fields.stderr === '' ? null : stderr,
        ...(fields.scale === '' ? {} : { scale: fields.scale as ScoreScale }),
      },
      { onSuccess: onClose },
    )
  }
  return (
    <Dialog
      title="Add a score"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" isDisabled={!isReady || set.isPending} onPress={store}>
            Store
          </Button>
        </>
      }
    >
      <form
        className={layoutStyles['stack']}
        onSubmit={(event) => {
          event.preventDefault()
          store()
        }}
      >
        <Known
          names={table.models.map(({ name }) => name)}
          label="Model"
          value={fields.model}
          onChange={change('model')}
        />
        <Known
          names={table.scores.map(({ benchmark }) => benchmark)}
          label="Benchmark"
          value={fields.benchmark}
          onChange={change('benchmark')}
        />
        <div className={layoutStyles['pair']}>
          <TextField label="Metric" value={fields.metric} onChange={change('metric')} />
          <TextField label="Examples (shots)" value={fields.shots} onChange={change('shots')} placeholder="not known" />
        </div>
        <div className={layoutStyles['pair']}>
          <TextField label="Score" value={fields.value} onChange={change('value')} placeholder="0.512" />
          <TextField label="Standard error" value={fields.stderr} onChange={change('stderr')} placeholder="not known" />
        </div>
        <Select
          label="How the value is meant"
          choices={[
            { id: asStored, name: 'On the scale of the stored ones' },
            { id: 'fraction', name: 'A fraction, 0 to 1' },
            { id: 'percent', name: 'Percent, to be divided by 100' },
            { id: 'raw', name: 'Neither, to be stored as it stands' },
          ]}
          value={fields.scale === '' ? asStored : fields.scale}
          onChange={(scale) => change('scale')(scale === asStored ? '' : scale)}
        />
        <p className={textStyles['muted']}>
          Accuracies are stored as fractions from 0 to 1. A typed score of the same model, benchmark, metric and
          examples is written over.
        </p>
        {problem === null ? null : <Notice tone="warning">{problem}</Notice>}
        {set.error === null ? null : <Notice tone="danger">{set.error.message}</Notice>}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}

/** The choice of no scale: ids of choices are not empty. */
const asStored = 'as-stored'

interface KnownProps {
  readonly names: readonly string[]
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A text field with known names below it, those that contain what was typed. */
function Known({ names, label, value, onChange }: KnownProps) {
  const typed = value.trim().toLowerCase()
  const fitting =
    typed === ''
      ? []
      : [...new Set(names)].filter((name) => name !== value && name.toLowerCase().includes(typed)).slice(0, 4)
  return (
    <div className={styles['known']}>
      <TextField label={label} value={value} onChange={onChange} mostCharacters={200} />
      {fitting.length === 0 ? null : (
        <div className={styles['offers']} role="group" aria-label={`Known: ${label}`}>
          {fitting.map((name) => (
            <Button key={name} look="quiet" onPress={() => onChange(name)}>
              {name}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}
