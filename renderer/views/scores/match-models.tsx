import { useState } from 'react'
import { useCall, useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { CheckList } from '../../components/check-list.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { LoadingState, Notice } from '../../components/states.tsx'
import layoutStyles from '../../components/layout.module.css'
import textStyles from '../../components/text.module.css'

/** Which scored models may be models of the library: shown, and matched only where the reader leaves the mark. */
export function MatchModels({ onClose }: { readonly onClose: () => void }) {
  const proposed = useCall('scores.proposeMatches', {})
  const match = useCommand('scores.match')
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set())
  const all = proposed.data ?? []
  const chosen = all.filter(({ scoredModelId }) => !refused.has(scoredModelId))
  return (
    <Dialog
      title="Match scores with the library"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            look="primary"
            isDisabled={chosen.length === 0 || match.isPending}
            onPress={() =>
              match.mutate(
                { matches: chosen.map(({ scoredModelId, modelId }) => ({ scoredModelId, modelId })) },
                { onSuccess: onClose },
              )
            }
          >
            Match {chosen.length}
          </Button>
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        <p>
          The scores of a matched model count as those of the model in the library, in forecasts and everywhere else.
        </p>
        {proposed.isPending ? <LoadingState label="Comparing names" /> : null}
        <CheckList
          label="Proposed matches"
          things="matches"
          entries={all.map(({ scoredModelId, scoredModelName, modelName, reason }) => ({
            id: scoredModelId,
            name: `${scoredModelName} = ${modelName}`,
            note: <span className={textStyles['muted']}>by {reason}</span>,
          }))}
          isChosen={(id) => !refused.has(id)}
          onToggle={(id, isChosen) =>
            setRefused(new Set(isChosen ? [...refused].filter((refusedId) => refusedId !== id) : [...refused, id]))
          }
        />
        {proposed.error === null ? null : (
          <Notice tone="danger">The names could not be compared: {proposed.error.message}</Notice>
        )}
        {match.error === null ? null : <Notice tone="danger">{match.error.message}</Notice>}
      </div>
    </Dialog>
  )
}
