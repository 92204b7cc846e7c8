import { fixed } from '../../../core/format/interval.ts'
import { plural } from '../../../core/format/quantity.ts'
import type { Tree } from '../../../engine/api/contract.ts'
import { Notice } from '../../components/states.tsx'
import { FoldedRemarks } from '../comparison/remarks.tsx'
import comparisonStyles from '../comparison/comparison.module.css'

/** What must be known of the tree that is drawn, and why another one is not. */
export function TreeNotes({ tree, failure }: { readonly tree: Tree; readonly failure: Error | null }) {
  const lengths = tree.nodes.flatMap((node) => (node.length !== null && node.length < 0 ? [node.length] : []))
  const negative =
    tree.negativeBranches === 0
      ? []
      : [
          `${plural(tree.negativeBranches, 'branch has', 'branches have')} a negative length${lengths.length > 0 ? ` (down to ${fixed(Math.min(...lengths), 4)})` : ''}, ` +
            'as neighbour joining can give. Drawn dotted with length 0; the number is kept in the exports.',
        ]
  const notes = [...tree.notes, ...negative]
  if (notes.length === 0 && failure === null) return null
  return (
    <div className={comparisonStyles['notes']}>
      {failure === null ? null : (
        <Notice tone="danger">
          The last change could not be computed: {failure.message} The tree before it is shown.
        </Notice>
      )}
      <FoldedRemarks notes={notes} />
    </div>
  )
}
