import { Button } from '../../components/button.tsx'
import textStyles from '../../components/text.module.css'
import styles from './benchmarks.module.css'

export const pageSize = 20

/** Which part of a list is shown, with steps to the parts before and after. */
export function Pager({
  from,
  total,
  onChange,
}: {
  readonly from: number
  readonly total: number
  readonly onChange: (from: number) => void
}) {
  return (
    <div className={styles['pager']}>
      <span className={textStyles['muted']} role="status">
        {total === 0 ? 'none' : `${from + 1} to ${Math.min(total, from + pageSize)} of ${total}`}
      </span>
      <Button look="quiet" isDisabled={from === 0} onPress={() => onChange(Math.max(0, from - pageSize))}>
        Previous
      </Button>
      <Button look="quiet" isDisabled={from + pageSize >= total} onPress={() => onChange(from + pageSize)}>
        Next
      </Button>
    </div>
  )
}
