import type { WeightsCompared } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { useViewSettings } from '../../app/use-route.ts'
import { ClosePanelButton } from '../../components/button.tsx'
import { LoadingState, UnansweredState } from '../../components/states.tsx'
import { PairLink } from '../pair/pair-link.tsx'
import { lineageView } from './lineage-settings.ts'
import { WeightChangeFigure } from './weight-change-figure.tsx'
import styles from './lineage.module.css'

/** How the weights of two models differ, tensor by tensor. It comes into sight where another pair is chosen. */
export function PairChange({ left, right }: { readonly left: string; readonly right: string }) {
  const [{ pairAs }, change] = useViewSettings(lineageView)
  const compared = useCall('lineage.compare', { left, right })
  return (
    <div className={styles['pair']}>
      {compared.isPending ? (
        <LoadingState label="Comparing the two models" />
      ) : compared.data === undefined ? (
        <UnansweredState title="The two models could not be compared" call={compared} />
      ) : (
        <WeightChangeFigure
          compared={compared.data}
          as={pairAs}
          onShowAs={(next) => change({ pairAs: next })}
          isBroughtIntoSight
          tools={
            <>
              <PairLink left={named(compared.data.left)} right={named(compared.data.right)} />
              <ClosePanelButton label="Close the pair" onPress={() => change({ pair: undefined })} />
            </>
          }
        />
      )}
    </div>
  )
}

const named = ({ modelId, name }: WeightsCompared['left']) => ({ id: modelId, name })
