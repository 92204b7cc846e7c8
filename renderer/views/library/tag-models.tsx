import { useState } from 'react'
import { inNameOrder } from '../../../core/model/name-order.ts'
import { plural } from '../../../core/format/quantity.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { Notice } from '../../components/states.tsx'
import { TextField } from '../../components/text-field.tsx'
import textStyles from '../../components/text.module.css'
import styles from './library.module.css'

interface TagModelsProps {
  readonly models: readonly ModelSummary[]
  /** All tags of the library. */
  readonly known: readonly string[]
  readonly onClose: () => void
}

/** Puts tags on models and takes them away. Each change is kept at once. */
export function TagModels({ models, known, onClose }: TagModelsProps) {
  const command = useCommand('models.tag')
  const [tag, setTag] = useState('')
  const [said, setSaid] = useState('')
  const modelIds = models.map(({ id }) => id)
  const counts = new Map<string, number>()
  for (const { tags } of models) for (const one of tags) counts.set(one, (counts.get(one) ?? 0) + 1)
  const change = (change: 'add' | 'remove', one: string): void =>
    command.mutate(
      { modelIds, [change]: [one] },
      {
        onSuccess: () => {
          setSaid(`${one} ${change === 'add' ? 'added' : 'removed'}.`)
          if (change === 'add') setTag('')
        },
      },
    )
  const subject = models.length === 1 ? models[0]!.name : plural(models.length, 'model')
  const more = known.filter((one) => (counts.get(one) ?? 0) < models.length)
  return (
    <Dialog
      title={`Tags of ${subject}`}
      isOpen
      onClose={onClose}
      actions={
        <Button look="primary" onPress={onClose}>
          Done
        </Button>
      }
    >
      <form
        className={styles['newTag']}
        onSubmit={(event) => {
          event.preventDefault()
          if (tag.trim() !== '') change('add', tag)
        }}
      >
        <TextField label="New tag" value={tag} onChange={setTag} mostCharacters={60} />
        <Button type="submit" isDisabled={command.isPending || tag.trim() === ''}>
          Add
        </Button>
      </form>
      <h3 className={styles['section']}>On {models.length === 1 ? 'it' : 'them'}</h3>
      {counts.size === 0 ? (
        <p className={textStyles['muted']}>No tags.</p>
      ) : (
        <ul className={styles['tagList']} aria-label={`Tags of ${subject}`}>
          {inNameOrder(counts, ([one]) => one).map(([one, count]) => (
            <li key={one}>
              <Button look="quiet" icon="close" aria-label={`Take away ${one}`} onPress={() => change('remove', one)}>
                {one}
                {count === models.length ? '' : `, on ${count} of ${models.length}`}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {more.length === 0 ? null : (
        <>
          <h3 className={styles['section']}>In the library</h3>
          <ul className={styles['tagList']} aria-label="Tags of the library">
            {more.map((one) => (
              <li key={one}>
                <Button look="quiet" icon="plus" aria-label={`Put on ${one}`} onPress={() => change('add', one)}>
                  {one}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      {command.error === null ? null : <Notice tone="danger">{command.error.message}</Notice>}
      <LiveRegion text={said} />
    </Dialog>
  )
}
