import { ShownAsChoice, type ShownAs } from '../../figure/shown-as.tsx'

/** Whether the tree is drawn or told as an outline. */
export function TreeShownAs({ as, onShowAs }: { readonly as: ShownAs; readonly onShowAs: (as: ShownAs) => void }) {
  return <ShownAsChoice figure="tree" table="Outline" value={as} onChange={onShowAs} />
}
