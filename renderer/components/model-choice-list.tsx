import { Checkbox as AriaCheckbox, GridList, GridListItem } from 'react-aria-components'
import { weightsText } from '../../core/format/quantity.ts'
import { purposeWords } from '../../core/model/model-purpose.ts'
import type { ModelSummary } from '../../engine/api/contract.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { selectedAfter } from './selected-after.ts'
import fieldStyles from './field.module.css'
import textStyles from './text.module.css'
import styles from './model-choice-list.module.css'

interface ModelChoiceListProps {
  readonly label: string
  readonly models: readonly ModelSummary[]
  readonly chosen: readonly string[]
  readonly onChoose: (ids: readonly string[]) => void
  readonly chooseAllText?: string
  /** What is said where there are no models. */
  readonly empty?: string
  /** A word on a model, before its size; null for none. */
  readonly remarkOf?: (model: ModelSummary) => string | null
}

/** Models to tick, with buttons that take all and none. */
export function ModelChoiceList({
  label,
  models,
  chosen,
  onChoose,
  chooseAllText = 'Choose all',
  empty = '',
  remarkOf = noRemark,
}: ModelChoiceListProps) {
  const listed = models.map(({ id }) => id)
  return (
    <div className={styles['choice']}>
      <GridList
        aria-label={label}
        className={styles['models'] ?? ''}
        items={models}
        selectionMode="multiple"
        selectedKeys={chosen}
        onSelectionChange={(keys) => onChoose(selectedAfter(chosen, listed, keys))}
        dependencies={[remarkOf]}
        renderEmptyState={() => <p className={styles['nothing']}>{empty}</p>}
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
      <div className={styles['buttons']}>
        <Button look="quiet" onPress={() => onChoose(selectedAfter(chosen, listed, 'all'))}>
          {chooseAllText}
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
