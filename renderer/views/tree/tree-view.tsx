import { plural } from '../../../core/format/quantity.ts'
import { useMemo } from 'react'
import { methodWords, rootWords } from '../../../engine/analyses/comparison-words.ts'
import { treeRequest } from '../../../engine/analyses/tree.ts'
import { treeMethod } from '../../../engine/analyses/tree-choices.ts'
import type { CallInput, ModelSummary } from '../../../engine/api/contract.ts'
import { isOfSameComparison } from '../../api/same-models.ts'
import { useCancellableCall } from '../../api/use-cancellable-call.ts'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { LongAnswer } from '../../components/long-answer.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { Select } from '../../components/select.tsx'
import { Notice } from '../../components/states.tsx'
import { RequestField } from '../analysis/setting-field.tsx'
import { ComparisonFrame } from '../comparison/comparison-states.tsx'
import { useComparison, type Comparison } from '../comparison/use-comparison.ts'
import comparisonStyles from '../comparison/comparison.module.css'
import type { SettingChanges } from '../../settings/view-settings.ts'
import { libraryView } from '../library/library-settings.ts'
import { canCollapse } from './clade.ts'
import { keptNodes, nodesKept, treeMark } from './kept-nodes.ts'
import { NodeFacts } from './node-facts.tsx'
import { TreeFigure } from './tree-figure.tsx'
import { treeView, type TreeSettings } from './tree-settings.ts'
import { useSupportedTree } from './use-supported-tree.ts'
import styles from './tree.module.css'

type Ready = Extract<Comparison, { state: 'ready' }>
type Change = (changes: SettingChanges<typeof treeView.settings>) => void

const fewestModels = 3
const noNodes: ReadonlySet<number> = new Set()

export function TreeView() {
  const comparison = useComparison()
  return (
    <ComparisonFrame
      title="Tree"
      icon="tree"
      comparison={comparison}
      fewest={fewestModels}
      note="How alike the models are; an ancestor stands among its descendants, as a tip"
    >
      {(ready) => <ComparedTree ready={ready} />}
    </ComparisonFrame>
  )
}

/**
 * The root that is asked for: all layouts but the unrooted one need one, so an unrooted tree is rooted at its midpoint
 * for display.
 */
function requestedRoot(settings: TreeSettings, modelIds: readonly string[]): CallInput<'analysis.tree'>['root'] {
  if (settings.method === 'upgma') return 'none'
  if (settings.root !== 'none' && settings.root !== 'midpoint' && modelIds.includes(settings.root))
    return { modelId: settings.root }
  if (settings.root === 'midpoint' || settings.layout !== 'unrooted') return 'midpoint'
  return 'none'
}

function ComparedTree({ ready }: { readonly ready: Ready }) {
  const [settings, change] = useViewSettings(treeView)
  const root = requestedRoot(settings, ready.scope.modelIds)
  const request = {
    ...ready.request,
    method: settings.method,
    root,
    replicates: settings.replicates,
    seed: settings.seed,
  }
  const supported = useSupportedTree(request)
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
              <TreeFigure
                tree={output}
                distances={distances}
                genome={ready.scope.genome.name}
                models={ready.models}
                settings={settings}
                onFind={(find) => change({ find })}
                selected={selected}
                onSelect={setSelected}
                collapsed={collapsed}
                onToggle={toggle}
                onExpandAll={() => setCollapsed([])}
                isBusy={supported.isTreeBusy}
                isSupportAwaited={supported.isSupportBusy}
              />
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
            onOpen={(modelId) => goTo(libraryView, { model: modelId })}
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

function TreeControls({
  settings,
  models,
  change,
}: {
  readonly settings: TreeSettings
  readonly models: readonly ModelSummary[]
  readonly change: Change
}) {
  return (
    <section className={comparisonStyles['group']} aria-labelledby="tree-controls">
      <h2 id="tree-controls" className={comparisonStyles['groupTitle']}>
        Tree
      </h2>
      <Select
        label="Layout"
        choices={[
          { id: 'unrooted', name: 'Unrooted', note: 'Equal angle, branches to scale' },
          { id: 'phylogram', name: 'Phylogram', note: 'Rectangular, branches to scale' },
          { id: 'cladogram', name: 'Cladogram', note: 'Rectangular, branching order only' },
          { id: 'circular', name: 'Circular', note: 'Root in the middle, branches to scale' },
          { id: 'circular-cladogram', name: 'Circular cladogram', note: 'Root in the middle, branching order only' },
        ]}
        value={settings.layout}
        onChange={(layout) => change({ layout })}
      />
      <Select
        label="Method"
        choices={treeMethod.options.map((id) => ({ id, name: methodWords[id].name, note: methodWords[id].note }))}
        value={settings.method}
        onChange={(method) => change({ method })}
      />
      <Select
        label="Root"
        isDisabled={settings.method === 'upgma'}
        choices={[
          {
            id: 'none',
            name: settings.layout === 'unrooted' ? rootWords.none : `${rootWords.none} (midpoint for display)`,
          },
          { id: 'midpoint', name: rootWords.midpoint },
          ...models.map((model) => ({ id: model.id, name: rootWords.outgroup(model.name) })),
        ]}
        value={settings.method === 'upgma' ? null : settings.root}
        placeholder={rootWords.byMethod}
        onChange={(root) => change({ root })}
      />
      <Select
        label="Bootstrap over genes"
        choices={[
          { id: '0', name: 'Off' },
          { id: '100', name: '100 replicates' },
          { id: '1000', name: '1000 replicates' },
          ...(['0', '100', '1000'].includes(String(settings.replicates))
            ? []
            : [{ id: String(settings.replicates), name: plural(settings.replicates, 'replicate') }]),
        ]}
        value={String(settings.replicates)}
        onChange={(replicates) => change({ replicates: Number(replicates) })}
      />
      {settings.replicates > 0 ? (
        <div className={styles['pair']}>
          <NumberField
            label="Support ≥ (%)"
            value={settings.support}
            minimum={0}
            maximum={100}
            step={5}
            onChange={(value) => change({ support: value })}
          />
          <RequestField
            request={treeRequest}
            field="seed"
            value={settings.seed}
            onChange={(value) => change({ seed: Number(value) })}
          />
        </div>
      ) : null}
      <Select
        label="Colour of the tips"
        choices={[
          {
            id: 'family',
            name: 'Family',
            note: 'As stated, else by declared base or name, measured nearness or tokenizer',
          },
          { id: 'architecture', name: 'Architecture' },
          { id: 'quantization', name: 'Quantization' },
          { id: 'none', name: 'None' },
        ]}
        value={settings.color}
        onChange={(color) => change({ color })}
      />
    </section>
  )
}
