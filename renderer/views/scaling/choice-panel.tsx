import { scalingSelect } from '../../../engine/analyses/scaling-select.ts'
import type { CallInput } from '../../../engine/api/contract.ts'
import { plural, significant } from '../../../core/format/quantity.ts'
import { useCall } from '../../api/queries.tsx'
import { useViewSettings } from '../../app/use-route.ts'
import { NumberField } from '../../components/number-field.tsx'
import { Select } from '../../components/select.tsx'
import { ErrorState, LoadingState } from '../../components/states.tsx'
import { scalingView } from './scaling-settings.ts'
import { ScalingNotes } from './scaling-notes.tsx'
import layoutStyles from '../../components/layout.module.css'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'

/** No name of a family: those are not empty. */
const none = '[]'
const budgetField = scalingSelect.request.shape.budget

/** Which few models to evaluate so that a law fitted to them predicts all others best. */
export function ChoicePanel({
  space,
  families,
  reference,
}: {
  readonly space: CallInput<'scaling.space'>
  readonly families: readonly string[]
  readonly reference: string
}) {
  const [{ budget, always }, change] = useViewSettings(scalingView)
  const forced = always ?? reference
  const force = families.includes(forced) ? [forced] : []
  const choice = useCall('scaling.select', { ...space, budget, force }, { keep: true })
  return (
    <div className={layoutStyles['stack']}>
      <p className={textStyles['muted']}>
        Whole families of at most so many models together that make Tr(S′S (S_M′S_M)⁻¹) least (V-optimality): evaluate
        these on a new benchmark, and a law fitted to them predicts the rest with the least variance.
      </p>
      <div className={layoutStyles['row']}>
        <NumberField
          label="Budget, models"
          value={budget}
          minimum={budgetField.minValue!}
          maximum={budgetField.maxValue!}
          onChange={(value) => change({ budget: value })}
        />
        <Select
          label="Always with"
          choices={[{ id: none, name: 'No family' }, ...families.map((family) => ({ id: family, name: family }))]}
          value={force[0] ?? none}
          onChange={(family) => change({ always: family })}
        />
      </div>
      {choice.data === undefined ? (
        choice.error === null ? (
          <LoadingState label="Searching the choices" />
        ) : (
          <ErrorState title="No choice" error={choice.error} onRetry={() => void choice.refetch()} />
        )
      ) : (
        <>
          {choice.error === null ? null : <p role="alert">{choice.error.message} The choice before it is shown.</p>}
          <ScalingNotes notes={choice.data.notes} />
          <p>
            {choice.data.models.length} of {plural(choice.data.candidates, 'model')}, objective{' '}
            {significant(choice.data.objective, 5)}
            {choice.data.exact ? '' : ', the best seen; there are too many choices to search them all'}
          </p>
          <table className={tableStyles['table']} aria-label="Chosen models">
            <thead>
              <tr>
                <th scope="col">Model</th>
              </tr>
            </thead>
            <tbody>
              {choice.data.models.map((model) => (
                <tr key={model}>
                  <td>{model}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  )
}
