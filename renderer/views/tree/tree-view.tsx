import { useMemo } from 'react'
import { isOfSameComparison } from '../../api/same-models.ts'
import { useCancellableCall } from '../../api/use-cancellable-call.ts'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { LongAnswer } from '../../components/long-answer.tsx'
import { Notice } from '../../components/states.tsx'
import { ComparisonFrame } from '../comparison/comparison-states.tsx'
import { useComparison, type Comparison } from '../comparison/use-comparison.ts'
import comparisonStyles from '../comparison/comparison.module.css'
import { modelView } from '../model/model-settings.ts'
import { canCollapse } from './clade.ts'
import { CombinedTreeOfModels } from './combined-tree.tsx'
import { keptNodes, nodesKept, treeMark } from './kept-nodes.ts'
import { NodeFacts } from './node-facts.tsx'
import { TreeControls } from './tree-controls.tsx'
import { TreeFigure } from './tree-figure.tsx'
import { TreeOutlineFigure } from './tree-outline-figure.tsx'
import { requestedTree } from './requested-tree.ts'
import { treeView, type TreeSettings } from './tree-settings.ts'
import { useCombinedModels } from './use-combined-models.ts'
import { useSupportedTree } from './use-supported-tree.ts'

type Ready = Extract<Comparison, { state: 'ready' }>

const fewestModels = 3
const fewestFamilies = 2
const noNodes: ReadonlySet<number> = new Set()

export function TreeView() {
  const comparison = useComparison()
  const [{ inside }] = useViewSettings(treeView)
  const isCombined = inside === 'weights'
  const combined = useCombinedModels(comparison, isCombined)
  return (
    <ComparisonFrame
      title="Tree"
      icon="tree"
      comparison={comparison}
      fewest={isCombined ? fewestFamilies : fewestModels}
      note={
        isCombined
          ? 'Families joined by how alike they behave; inside of them lineages by the weights, ancestors as inner nodes'
          : 'How alike the models are; an ancestor stands among its descendants, as a tip'
      }
      choice={isCombined ? combined.choice : undefined}
    >
      {(ready) =>
        isCombined ? <CombinedTreeOfModels ready={ready} combined={combined} /> : <ComparedTree ready={ready} />
      }
    </ComparisonFrame>
  )
}

function ComparedTree({ ready }: { readonly ready: Ready }) {
  const [settings, change] = useViewSettings(treeView)
  const supported = useSupportedTree(requestedTree(ready, settings))
  const tree = supported.answer?.output
  const compared = useCancellableCall('analysis.distances', ready.request)
  // Beside a tree stand only the distances that it was made of.
  const distances =
    compared.answer !== undefined &&
    supported.answer !== undefined &&
    isOfSameComparison(compared.answer.input, supported.answer.input)
      ? compared.answer.output
      : undefined
  // A place in a tree means nothing in another tree: what is selected and collapsed is kept with the tree's mark.
  const mark = useMemo(() => (tree === undefined ? '' : treeMark(tree)), [tree])
  const [selected = null] = tree === undefined ? noNodes : nodesKept(settings.selected, mark, tree)
  const setSelected = (node: number | null) => change({ selected: keptNodes(mark, node === null ? [] : [node]) })
  const collapsed = useMemo(
    () => (tree === undefined ? noNodes : nodesKept(settings.collapsed, mark, tree)),
    [settings.collapsed, mark, tree],
  )
  const setCollapsed = (clades: Iterable<number>) => change({ collapsed: keptNodes(mark, clades) })
  const isCollapsed = (node: number): boolean | null =>
    tree === undefined || !canCollapse(tree, node) ? null : collapsed.has(node)
  const toggle = (node: number) => {
    if (isCollapsed(node) !== null)
      setCollapsed([...collapsed].filter((clade) => clade !== node).concat(collapsed.has(node) ? [] : [node]))
  }

  const call = {
    ...supported,
    isBusy: supported.isTreeBusy || supported.isSupportBusy || compared.isBusy,
    progress: supported.progress ?? compared.progress,
    cancel: () => {
      supported.cancel()
      compared.cancel()
    },
    again: () => {
      supported.again()
      if (!compared.isCurrent) compared.again()
    },
  }
  const figure = {
    genome: ready.scope.genome.name,
    models: ready.models,
    settings,
    onShowAs: (as: TreeSettings['as']) => change({ as }),
    onFind: (find: string) => change({ find }),
    selected,
    onSelect: setSelected,
    collapsed,
    onToggle: toggle,
    onExpandAll: () => setCollapsed([]),
    isBusy: supported.isTreeBusy,
    isSupportAwaited: supported.isSupportBusy,
  }
  const actions = (
    <>
      <Button onPress={call.again}>{supported.isDrawn ? 'Compute them' : 'Compute it'}</Button>
      {settings.replicates > 0 ? <Button onPress={() => change({ replicates: 0 })}>Without a bootstrap</Button> : null}
    </>
  )

  return (
    <div className={comparisonStyles['split']}>
      <div className={comparisonStyles['figure']}>
        <LongAnswer
          call={call}
          icon="tree"
          doing={
            supported.isTreeBusy
              ? 'Computing the tree'
              : supported.isSupportBusy
                ? 'Computing its supports'
                : 'Comparing the models'
          }
          failed="The tree could not be computed"
          nothing="The tree was not computed. Without a bootstrap it takes a moment only."
          before={
            supported.isDrawn
              ? 'The tree is shown without the supports that were asked for.'
              : 'The tree before the last change is shown.'
          }
          actions={actions}
        >
          {({ output }) => (
            <>
              {supported.supportError === null ? null : (
                <div className={comparisonStyles['notes']}>
                  <Notice tone="danger" action={actions}>
                    Its supports could not be computed: {supported.supportError.message}{' '}
                    {output.replicates === 0 ? 'The tree is shown without them.' : 'Those before are shown.'}
                  </Notice>
                </div>
              )}
              {compared.error === null ? null : (
                <div className={comparisonStyles['notes']}>
                  <Notice tone="danger" action={<Button onPress={compared.again}>Compare them</Button>}>
                    The models could not be compared: {compared.error.message} The tree is shown without distances.
                  </Notice>
                </div>
              )}
              {settings.as === 'table' ? (
                <TreeOutlineFigure {...figure} tree={output} />
              ) : (
                <TreeFigure {...figure} tree={output} distances={distances} />
              )}
            </>
          )}
        </LongAnswer>
      </div>
      <aside className={comparisonStyles['inspector']} aria-label="Settings of the tree">
        {selected !== null && tree !== undefined ? (
          <NodeFacts
            tree={tree}
            node={selected}
            distances={distances}
            models={ready.models}
            onClose={() => setSelected(null)}
            onRoot={(modelId) => change({ root: modelId, method: undefined })}
            onCompare={(modelIds) => change({ models: modelIds })}
            onOpen={(modelId) => goTo(modelView, { model: modelId })}
            isCollapsed={isCollapsed(selected)}
            onCollapse={() => toggle(selected)}
          />
        ) : null}
        <TreeControls
          settings={settings}
          models={ready.models.filter((model) => ready.scope.modelIds.includes(model.id))}
          change={change}
        />
      </aside>
    </div>
  )
}
