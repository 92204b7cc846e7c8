import { tipsBelow } from '../../../engine/analyses/tree-drawing.ts'
import type { Distances, ModelSummary, Tree } from '../../../engine/api/contract.ts'
import { cardPlace } from '../../components/card-place.ts'
import { Button, ClosePanelButton } from '../../components/button.tsx'
import { boundedText, intervalText } from '../../../core/format/interval.ts'
import { sameNodes } from '../../../core/tree/same-nodes.ts'
import { percentText, plural, significant, weightsText } from '../../../core/format/quantity.ts'
import { markedArchitecture } from '../../../core/model/model-purpose.ts'
import { familyText } from '../../../core/model/family.ts'
import { declaredBaseText } from '../../model/declared-base.ts'
import { relativesOf } from '../../model/relatives.ts'
import { ModelName } from '../model/model-name.tsx'
import { cladeNames } from './node-names.ts'
import textStyles from '../../components/text.module.css'
import styles from '../comparison/comparison.module.css'

const nothing: ReadonlySet<number> = new Set()

interface NodeOfTree {
  readonly tree: Tree
  readonly node: number
  readonly distances: Distances | undefined
  readonly models: readonly ModelSummary[]
}

interface NodeFactsProps extends NodeOfTree {
  readonly onClose: () => void
  readonly onRoot: (modelId: string) => void
  readonly onCompare: (modelIds: readonly string[]) => void
  readonly onOpen: (modelId: string) => void
  /** Whether the clade is collapsed; null of a tip and of the root, which cannot be. */
  readonly isCollapsed: boolean | null
  readonly onCollapse: () => void
}

function cladeWords(tree: Tree, node: number, models: number): string {
  return sameNodes(tree.nodes, tree.same).has(node)
    ? `${plural(models, 'model')}, the same within the noise`
    : `Clade of ${plural(models, 'model')}`
}

/** The facts of the selected tip or clade, with what can be done with it. */
export function NodeFacts({
  tree,
  node,
  distances,
  models,
  onClose,
  onRoot,
  onCompare,
  onOpen,
  isCollapsed,
  onCollapse,
}: NodeFactsProps) {
  const entry = tree.nodes[node]!
  const model = models.find((candidate) => candidate.id === entry.modelId)
  const tips = tipsBelow(tree, node)
  const relatives = entry.modelId === null || distances === undefined ? [] : relativesOf(entry.modelId, distances)
  return (
    <section className={styles['group']} aria-label="Selected">
      <div className={styles['groupHead']}>
        <h2 className={`${styles['groupTitle']} ${styles['name']}`}>
          {entry.name ?? cladeWords(tree, node, tips.length)}
        </h2>
        <ClosePanelButton label="Clear the selection" onPress={onClose} />
      </div>
      <dl className={styles['facts']}>
        {model === undefined ? null : <ModelFacts model={model} />}
        <BranchFacts branch={entry} replicates={tree.replicates} />
      </dl>
      {entry.modelId === null ? (
        <>
          <p className={textStyles['muted']}>{tips.map((tip) => tip.name).join(', ')}</p>
          <div className={styles['buttons']}>
            {isCollapsed === null ? null : <Button onPress={onCollapse}>{isCollapsed ? 'Expand' : 'Collapse'}</Button>}
            <Button isDisabled={tips.length < 3} onPress={() => onCompare(tips.map((tip) => tip.modelId))}>
              Compare only these
            </Button>
          </div>
        </>
      ) : (
        <>
          <div className={styles['buttons']}>
            <Button icon="root" onPress={() => onRoot(entry.modelId ?? '')}>
              Root here
            </Button>
            <Button icon="library" onPress={() => onOpen(entry.modelId ?? '')}>
              All facts
            </Button>
          </div>
          <table className={styles['distances']}>
            <thead>
              <tr>
                <th scope="col">Distance to</th>
                <th scope="col" className={styles['number']}>
                  D, certified interval
                </th>
              </tr>
            </thead>
            <tbody>
              {relatives.map(({ modelId, name, distance }) => (
                <tr key={modelId}>
                  <td title={name}>
                    <ModelName id={modelId} name={name} />
                  </td>
                  <td className={styles['number']}>
                    {boundedText(distance)}
                    <span className={styles['interval']}>{intervalText(distance.lower, distance.upper)}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}

function ModelFacts({ model }: { readonly model: ModelSummary }) {
  return (
    <>
      <dt>Architecture</dt>
      <dd>{markedArchitecture(model)}</dd>
      <dt>Weights</dt>
      <dd>
        {weightsText(model.parameters)}, {model.quantization}
      </dd>
      <dt>Declared base</dt>
      <dd>{declaredBaseText(model) ?? 'none'}</dd>
      <dt>Family</dt>
      <dd>{model.familySource === 'unknown' ? 'not known' : familyText(model)}</dd>
    </>
  )
}

/** Length and support of the branch to a node, as far as it has them. */
function BranchFacts({
  branch: { length, support },
  replicates,
}: {
  readonly branch: Pick<Tree['nodes'][number], 'length' | 'support'>
  /** Said beside the support where given. */
  readonly replicates?: number
}) {
  return (
    <>
      {length === null ? null : (
        <>
          <dt>Branch</dt>
          <dd>{significant(length)}</dd>
        </>
      )}
      {support === null ? null : (
        <>
          <dt>Support</dt>
          <dd>
            {percentText(support)}
            {replicates === undefined ? '' : ` of ${String(replicates)}`}
          </dd>
        </>
      )}
    </>
  )
}

interface NodeCardProps extends NodeOfTree {
  readonly x: number
  readonly y: number
  readonly frame: { readonly width: number; readonly height: number }
}

/** The facts of the node under the pointer or the keyboard, in brief. */
export function NodeCard({ tree, node, distances, models, x, y, frame }: NodeCardProps) {
  const entry = tree.nodes[node]!
  const model = models.find((candidate) => candidate.id === entry.modelId)
  const nearest =
    entry.modelId === null || distances === undefined ? undefined : relativesOf(entry.modelId, distances)[0]
  return (
    <div className={styles['card']} style={cardPlace(x, y, frame)}>
      <h3>{cladeNames(tree, nothing)[node]}</h3>
      <dl className={styles['cardFacts']}>
        {model === undefined ? null : <ModelFacts model={model} />}
        <BranchFacts branch={entry} />
        {nearest === undefined ? null : (
          <>
            <dt>Nearest</dt>
            <dd>
              {nearest.name}, D {boundedText(nearest.distance)} (
              {intervalText(nearest.distance.lower, nearest.distance.upper)})
            </dd>
          </>
        )}
      </dl>
    </div>
  )
}
