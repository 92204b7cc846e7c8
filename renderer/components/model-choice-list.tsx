import { useDeferredValue, useState } from 'react'
import { Checkbox as AriaCheckbox, GridList, GridListItem, ListLayout, Virtualizer } from 'react-aria-components'
import { weightsText } from '../../core/format/quantity.ts'
import { purposeWords } from '../../core/model/model-purpose.ts'
import type { ModelSummary } from '../../engine/api/contract.ts'
import { filterModels } from '../model/filter-models.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { SearchField } from './search-field.tsx'
import { selectedAfter } from './selected-after.ts'
import fieldStyles from './field.module.css'
import textStyles from './text.module.css'
import styles from './model-choice-list.module.css'

interface ModelChoiceListProps {
  readonly label: string
  readonly models: readonly ModelSummary[]
  readonly chosen: readonly string[]
  readonly onChoose: (ids: readonly string[]) => void
  /** What the list is filtered by, where a view keeps it; else the list does. */
  readonly filter?: string
  readonly onFilter?: (filter: string) => void
  /** A word on a model, before its size; null for none. */
  readonly remarkOf?: (model: ModelSummary) => string | null
  /** What is said where there are no models. */
  readonly whenNone?: string
}

/** Height of a row, in pixels; only rows in view are drawn. */
const rowHeight = 30

/** Models to tick, with a filter and buttons that take all and none. */
export function ModelChoiceList({
  label,
  models,
  chosen,
  onChoose,
  filter,
  onFilter,
  remarkOf = noRemark,
  whenNone = 'There are no models to choose from.',
}: ModelChoiceListProps) {
  const [ownFilter, setOwnFilter] = useState('')
  const filteredBy = filter ?? ownFilter
  const shown = filterModels(models, useDeferredValue(filteredBy))
  const listed = shown.map(({ id }) => id)
  return (
    <div className={styles['choice']}>
      <SearchField label="Filter models" value={filteredBy} onChange={onFilter ?? setOwnFilter} />
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight }}>
        <GridList
          aria-label={label}
          className={styles['models'] ?? ''}
          items={shown}
          selectionMode="multiple"
          selectedKeys={chosen}
          onSelectionChange={(keys) => onChoose(selectedAfter(chosen, listed, keys))}
          dependencies={[remarkOf]}
          renderEmptyState={() => (
            <p className={styles['nothing']}>{models.length === 0 ? whenNone : `No model matches “${filteredBy}”.`}</p>
          )}
        >
          {(model) => {
            const remark = remarkOf(model)
            return (
              <GridListItem id={model.id} textValue={model.name} className={styles['model'] ?? ''}>
                <AriaCheckbox slot="selection" className={fieldStyles['checkbox'] ?? ''}>
                  {({ isSelected }) => (
                    <span className={fieldStyles['box']}>{isSelected ? <Icon name="check" size={12} /> : null}</span>
                  )}
                </AriaCheckbox>
                <span className={styles['name']} title={model.name}>
                  {model.name}
                </span>
                {model.purpose === 'text' ? null : (
                  <span className={styles['remark']}>{purposeWords[model.purpose]}</span>
                )}
                {remark === null ? null : <span className={styles['remark']}>{remark}</span>}
                <span className={textStyles['muted']}>
                  {weightsText(model.parameters)} {model.quantization}
                </span>
              </GridListItem>
            )
          }}
        </GridList>
      </Virtualizer>
      <div className={styles['buttons']}>
        <Button
          look="quiet"
          isDisabled={listed.length === 0}
          onPress={() => onChoose(selectedAfter(chosen, listed, 'all'))}
        >
          Choose all{filteredBy === '' ? '' : ' shown'}
        </Button>
        <Button look="quiet" isDisabled={chosen.length === 0} onPress={() => onChoose([])}>
          Choose none
        </Button>
      </div>
    </div>
  )
}

function noRemark(): null {
  return null
}
