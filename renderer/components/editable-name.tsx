import { useState, type ReactNode } from 'react'
import type { ModelSummary } from '../../engine/api/contract.ts'
import { useCommand } from '../api/queries.tsx'
import { Button } from './button.tsx'
import fieldStyles from './field.module.css'
import styles from './editable-name.module.css'

interface EditableNameProps {
  readonly model: Pick<ModelSummary, 'id' | 'name'>
  /** Whether the name is being changed. */
  readonly isEditing: boolean
  readonly onEditing: (isEditing: boolean) => void
  /** The name as it is shown while it is not changed. */
  readonly children: ReactNode
}

/** The name of a model, which is changed where it stands: Enter keeps the new one, Escape the old one. */
export function EditableName({ model, isEditing, onEditing, children }: EditableNameProps) {
  if (isEditing) return <NameField key={model.id} model={model} onEnd={() => onEditing(false)} />
  return (
    <span className={styles['shown']}>
      {children}
      <Button look="quiet" aria-label={`Rename ${model.name}`} onPress={() => onEditing(true)}>
        Rename
      </Button>
    </span>
  )
}

function NameField({ model, onEnd }: { readonly model: EditableNameProps['model']; readonly onEnd: () => void }) {
  const rename = useCommand('models.rename')
  const [name, setName] = useState(model.name)
  const keep = (): void => {
    if (name.trim() === '' || name === model.name) onEnd()
    else rename.mutate({ modelId: model.id, name }, { onSuccess: onEnd })
  }
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        keep()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        onEnd()
      }}
    >
      <div className={fieldStyles['control']}>
        <input
          // It was asked for.
          autoFocus
          aria-label={`Name of ${model.name}`}
          className={fieldStyles['input']}
          value={name}
          maxLength={200}
          disabled={rename.isPending}
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => setName(target.value)}
        />
      </div>
      <div className={styles['buttons']}>
        <Button look="primary" type="submit" isDisabled={rename.isPending || name.trim() === ''}>
          Keep
        </Button>
        <Button onPress={onEnd}>Cancel</Button>
      </div>
      {rename.error === null ? null : (
        <p role="alert" className={styles['error']}>
          {rename.error.message}
        </p>
      )}
    </form>
  )
}
