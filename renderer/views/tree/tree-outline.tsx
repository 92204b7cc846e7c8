import { useDeferredValue, useRef, useState, type KeyboardEvent } from 'react'
import { significant } from '../../../core/format/quantity.ts'
import { supportPercent } from '../../../core/layout/support-marks.ts'
import type { Tree } from '../../../engine/api/contract.ts'
import { classes } from '../../components/classes.ts'
import { Icon } from '../../components/icon.tsx'
import { ModelName } from '../model/model-name.tsx'
import { canCollapse } from './clade.ts'
import { cladeNames, nodeNames } from './node-names.ts'
import { outlineStep, type OutlineRow } from './outline-steps.ts'
import styles from './tree-outline.module.css'

interface TreeOutlineProps {
  readonly tree: Tree
  readonly label: string
  /** Nodes that are in no collapsed clade, and these clades. */
  readonly shown: ReadonlySet<number>
  readonly collapsed: ReadonlySet<number>
  readonly onToggle: (node: number) => void
  /** Nodes that were found. */
  readonly found: ReadonlySet<number>
  readonly selected: number | null
  readonly onSelect: (node: number | null) => void
  /** The node that the keyboard is at, and what leads it elsewhere. */
  readonly focused: number
  readonly onFocus: (node: number) => void
}

/** Left edge of a row per level, in pixels; deep trees stay within the frame. */
const indentation = 14
const deepest = 24
/** Rows that are drawn at once; those below follow when nothing else is to be done. */
const firstRows = 36

/**
 * A tree for reading: a row for each clade, which can be collapsed, and for each model, with a link to its page; beside
 * them the support and the length of the branch.
 */
export function TreeOutline(props: TreeOutlineProps) {
  const { tree, label, shown, collapsed, onToggle, found, selected, onSelect, focused, onFocus } = props
  const list = useRef<HTMLUListElement>(null)
  const [hasFocus, setHasFocus] = useState(false)
  const called = cladeNames(tree, collapsed)
  const said = nodeNames(tree, collapsed)
  const levels: number[] = []
  for (const { parent } of tree.nodes) levels.push(parent === null ? 0 : levels[parent]! + 1)
  const rows = [...shown].map(
    (node): OutlineRow => ({
      node,
      parent: tree.nodes[node]!.parent ?? -1,
      name: called[node]!,
      isExpanded: canCollapse(tree, node) ? !collapsed.has(node) : null,
    }),
  )
  const drawnRows = useDeferredValue(rows.length, firstRows)
  const siblings = Map.groupBy(rows, ({ parent }) => parent)
  const lead = (node: number) => {
    onFocus(node)
    list.current?.querySelector<HTMLElement>(`[data-node="${node}"]`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const isOnRow = event.target instanceof HTMLElement && event.target.hasAttribute('data-node')
    if ((event.key === 'Enter' || event.key === ' ') && isOnRow) {
      event.preventDefault()
      return onSelect(selected === focused ? null : focused)
    }
    if (event.key === 'Escape') return onSelect(null)
    const step = outlineStep(rows, focused, event.key)
    if (step === null) return
    event.preventDefault()
    if ('toggle' in step) onToggle(step.toggle)
    else lead(step.to)
  }
  return (
    <div className={styles['scroll']}>
      <div className={classes(styles['row'], styles['head'])} aria-hidden="true">
        <span>Clade or model</span>
        <span className={styles['number']}>Support, %</span>
        <span className={styles['number']}>Branch</span>
      </div>
      <ul
        ref={list}
        role="tree"
        aria-label={`${label}. Arrow keys move, expand and collapse; Enter selects.`}
        className={styles['outline']}
        onKeyDown={onKeyDown}
        onFocus={() => setHasFocus(true)}
        onBlur={() => setHasFocus(false)}
      >
        {rows.slice(0, drawnRows).map(({ node, parent, name, isExpanded }) => {
          const { modelId, length, support } = tree.nodes[node]!
          const group = siblings.get(parent)!
          return (
            <li
              key={node}
              role="treeitem"
              data-node={node}
              tabIndex={node === focused ? 0 : -1}
              aria-label={said[node]}
              aria-level={levels[node]! + 1}
              aria-setsize={group.length}
              aria-posinset={group.findIndex((sibling) => sibling.node === node) + 1}
              aria-selected={node === selected}
              {...(modelId !== null ? {} : { 'aria-expanded': isExpanded ?? true })}
              className={classes(styles['row'], found.has(node) && styles['found'])}
              onClick={() => {
                lead(node)
                onSelect(selected === node ? null : node)
              }}
              onFocus={(event) => event.target === event.currentTarget && onFocus(node)}
            >
              <span className={styles['name']} style={{ paddingLeft: indentation * Math.min(levels[node]!, deepest) }}>
                {isExpanded === null ? (
                  <span className={styles['chevron']} />
                ) : (
                  <span
                    className={styles['chevron']}
                    onClick={(event) => {
                      event.stopPropagation()
                      onToggle(node)
                    }}
                  >
                    <Icon name={isExpanded ? 'down' : 'right'} size={12} />
                  </span>
                )}
                {modelId === null ? (
                  <span className={styles['clade']}>{name}</span>
                ) : (
                  <ModelName id={modelId} name={name} isTabStop={hasFocus && node === focused} />
                )}
              </span>
              <span className={styles['number']}>{support === null ? '' : supportPercent(support)}</span>
              <span className={styles['number']}>{length === null ? '' : significant(length)}</span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
