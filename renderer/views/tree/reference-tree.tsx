import { useEffect, useMemo, useState } from 'react'
import { firstNames } from '../../../core/format/first-names.ts'
import { percentText, plural, significant } from '../../../core/format/quantity.ts'
import { respelledText } from '../../../core/model/join-by-name.ts'
import { compareTrees, type ComparedBranch, type TreeComparison } from '../../../core/tree/compare-trees.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { treeOfRows } from '../../../core/tree/node-rows.ts'
import type { Tree as ReferenceOfTips } from '../../../core/tree/tree.ts'
import { largestTextFile } from '../../../engine/api/openable-files.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { readTextFile } from '../../components/read-text-file.ts'
import { LoadingState, Notice } from '../../components/states.tsx'
import tableStyles from '../../components/number-table.module.css'
import layoutStyles from '../../components/layout.module.css'
import { useComparison, type Comparison } from '../comparison/use-comparison.ts'
import { requestedTree } from './requested-tree.ts'
import { treeView } from './tree-settings.ts'
import { useSupportedTree } from './use-supported-tree.ts'

interface ReferenceTreeProps {
  /** In Newick format. */
  readonly file: File
  readonly onClose: () => void
}

/** The tree of the view beside one that was opened: their Robinson-Foulds distance, and each branch in both. */
export function ReferenceTree({ file, onClose }: ReferenceTreeProps) {
  const comparison = useComparison()
  const [reference, setReference] = useState<ReferenceOfTips | Error | null>(null)
  useEffect(() => {
    let isLatest = true
    const tell = (read: ReferenceOfTips | Error) => {
      if (isLatest) setReference(read)
    }
    readTextFile(file, { largest: largestTextFile })
      .then(({ text }) => parseNewick(text.replace(/^\ufeff/, '')))
      .then(tell, (error: unknown) => tell(error instanceof Error ? error : new Error(String(error))))
    return () => {
      isLatest = false
    }
  }, [file])
  return (
    <Dialog
      title={`Tree against ${file.name}`}
      size="large"
      isOpen
      onClose={onClose}
      actions={
        <Button look="primary" onPress={onClose} autoFocus>
          Close
        </Button>
      }
    >
      {reference instanceof Error ? (
        <Notice tone="danger">{reference.message}</Notice>
      ) : reference === null || comparison.state === 'loading' ? (
        <LoadingState label="Reading the trees" />
      ) : comparison.state === 'ready' ? (
        <Compared ready={comparison} reference={reference} />
      ) : (
        <Notice tone="warning">
          There is no tree to compare with yet: it takes at least four models that are probed with one genome.
        </Notice>
      )}
    </Dialog>
  )
}

function Compared({
  ready,
  reference,
}: {
  readonly ready: Extract<Comparison, { state: 'ready' }>
  readonly reference: ReferenceOfTips
}) {
  const [settings] = useViewSettings(treeView)
  const { answer, error } = useSupportedTree(requestedTree(ready, settings))
  const nodes = answer?.output.nodes
  const compared = useMemo<TreeComparison | Error | null>(() => {
    if (nodes === undefined) return null
    try {
      return compareTrees(treeOfRows(nodes), reference)
    } catch (refusal) {
      return refusal instanceof Error ? refusal : new Error(String(refusal))
    }
  }, [nodes, reference])
  if (compared === null)
    return error === null ? <LoadingState label="Computing the tree" /> : <Notice tone="danger">{error.message}</Notice>
  if (compared instanceof Error) return <Notice tone="danger">{compared.message}</Notice>
  return <Comparison comparison={compared} />
}

function Comparison({ comparison }: { readonly comparison: TreeComparison }) {
  const { tips, onlyFirst, onlySecond, respelled, robinsonFoulds, branches } = comparison
  const { distance, greatest, normalised } = robinsonFoulds
  const shared = branches.filter(({ first, second }) => first !== undefined && second !== undefined).length
  const note = respelledText(respelled)
  return (
    <div className={layoutStyles['stack']}>
      <p>
        {plural(tips.length, 'tip')} compared, {plural(shared, 'branch', 'branches')} shared. Robinson-Foulds distance{' '}
        {distance} of at most {greatest} ({significant(normalised)}).
      </p>
      {onlyFirst.length === 0 ? null : <p>Only in this tree: {firstNames(onlyFirst)}.</p>}
      {onlySecond.length === 0 ? null : <p>Only in the file: {firstNames(onlySecond)}.</p>}
      {note === undefined ? null : <p>{note}</p>}
      <table className={tableStyles['table']} aria-label="Branches of both trees">
        <thead>
          <tr>
            <th scope="col">Models on one side</th>
            <th scope="col">In this tree</th>
            <th scope="col">In the file</th>
          </tr>
        </thead>
        <tbody>
          {branches.map(({ tips: side, first, second }) => (
            <tr key={side.join('\n')}>
              <th scope="row" title={side.join(', ')}>
                {firstNames(side)}
              </th>
              <td>{presence(first)}</td>
              <td>{presence(second)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A support in percent where the branch has one. */
function presence(support: ComparedBranch['first']): string {
  return support === undefined ? '–' : support === null ? 'yes' : percentText(support)
}
