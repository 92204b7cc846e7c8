import { scalingSelect } from '../../../engine/analyses/scaling-select.ts'
import type { CallInput } from '../../../engine/api/contract.ts'
import { plural, significant } from '../../../core/format/quantity.ts'
import { useCancellableCall } from '../../api/use-cancellable-call.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { LongAnswer } from '../../components/long-answer.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { Select } from '../../components/select.tsx'
import { answerRemarks } from '../../format/answer-remarks.ts'
import { scalingView } from './scaling-settings.ts'
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
  const choice = useCancellableCall('scaling.select', { ...space, budget, force })
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
      <LongAnswer
        call={choice}
        icon="scaling"
        doing="Searching the choices"
        failed="No choice was made"
        nothing="The choices were not searched to their end."
        before="The choice before the last change is shown."
      >
        {({ input, output }) => (
          <div className={layoutStyles['stack']} aria-busy={!choice.isCurrent}>
            <div className={layoutStyles['ends']}>
              <p>
                Within {plural(input.budget, 'model')}: {output.models.length} of {plural(output.candidates, 'model')},
                objective {significant(output.objective, 5)}
                {output.exact ? '' : ', the best seen; there are too many choices to search them all'}
              </p>
              <RemarksButton remarks={answerRemarks(output)} />
            </div>
            <table className={tableStyles['table']} aria-label="Chosen models">
              <thead>
                <tr>
                  <th scope="col">Model</th>
                </tr>
              </thead>
              <tbody>
                {output.models.map((model) => (
                  <tr key={model}>
                    <td>{model}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </LongAnswer>
    </div>
  )
}
