import { addressOf } from '../../app/use-route.ts'
import { pairView } from './pair-settings.ts'

interface PairLinkProps {
  readonly left: { readonly id: string; readonly name: string }
  readonly right: { readonly id: string; readonly name: string }
}

/** Leads to the page of two models, in this order. */
export function PairLink({ left, right }: PairLinkProps) {
  return (
    <a
      href={addressOf(pairView, { left: left.id, right: right.id })}
      aria-label={`The pair ${left.name} and ${right.name}`}
    >
      Pair
    </a>
  )
}
