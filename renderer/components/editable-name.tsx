import { useEffect, useRef, useState, type ReactNode } from 'react'
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

/**
 * The name of a model, which is changed where it stands: Enter keeps the new one, Escape the old one. The focus then
 * goes back to where it was.
 */
export function EditableName({ model, isEditing, onEditing, children }: EditableNameProps) {
  const shown = useRef<HTMLSpanElement>(null)
  const cameFrom = useRef<Element | null>(null)
  useEffect(() => {
    if (isEditing || cameFrom.current === null) return
    const before = cameFrom.current
    cameFrom.current = null
    if (document.activeElement !== document.body) return
    if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus()
    else shown.current?.querySelector('button')?.focus()
  }, [isEditing])
  if (isEditing)
    return (
      <NameField
        key={model.id}
        model={model}
        onBegin={(from) => (cameFrom.current ??= from)}
        onEnd={() => onEditing(false)}
      />
    )
  return (
    <span ref={shown} className={styles['shown']}>
      {children}
      <Button look="quiet" aria-label={`Rename ${model.name}`} onPress={() => onEditing(true)}>
        Rename
      </Button>
    </span>
  )
}

interface NameFieldProps {
  readonly model: EditableNameProps['model']
  /** With what had the focus before. */
  readonly onBegin: (from: Element) => void
  readonly onEnd: () => void
}

function NameField({ model, onBegin, onEnd }: NameFieldProps) {
  const rename = useCommand('models.rename')
  const [name, setName] = useState(model.name)
  const keep = (): void => {
    if (rename.isPending) return
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
          // A field that is disabled would lose the focus, and a refused name is typed anew.
          readOnly={rename.isPending}
          onFocus={({ target, relatedTarget }) => {
            onBegin(relatedTarget ?? document.body)
            target.select()
          }}
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
