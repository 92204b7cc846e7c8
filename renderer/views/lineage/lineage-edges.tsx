import { useEffect, useRef } from 'react'
import { edgeBrief, lineageSentences } from '../../../engine/analyses/lineage-sentences.ts'
import { measuredWords } from '../../../engine/analyses/lineage-words.ts'
import type { Lineage } from '../../../engine/analyses/lineage.ts'
import { addressOf, useViewSettings } from '../../app/use-route.ts'
import textStyles from '../../components/text.module.css'
import comparisonStyles from '../comparison/comparison.module.css'
import { ModelName } from '../model/model-name.tsx'
import { lineageView } from './lineage-settings.ts'
import styles from './lineage.module.css'

/** Each edge of a lineage in words, with what it rests on; each leads to how the weights of its two models differ. */
export function LineageEdges({ lineage }: { readonly lineage: Lineage }) {
  const [settings] = useViewSettings(lineageView)
  const { pair } = settings
  const sentences = lineageSentences(lineage)
  const list = useRef<HTMLUListElement>(null)
  const chosen = pair.join(' ')
  // A line of the drawing is chosen too: its sentence comes into sight.
  useEffect(() => {
    if (chosen !== '') list.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <section className={comparisonStyles['group']} aria-labelledby="lineage-edges">
      <h2 id="lineage-edges" className={comparisonStyles['groupTitle']}>
        What the weights say
      </h2>
      {lineage.edges.length === 0 ? (
        <p className={textStyles['muted']}>No evidence of a relation between these models.</p>
      ) : (
        <ul ref={list} className={styles['edges']}>
          {lineage.edges.map((edge) => (
            <li key={`${edge.from} ${edge.to} ${edge.kind}`}>
              <a
                className={styles['edge']}
                href={addressOf(lineageView, { ...settings, pair: [edge.from, edge.to] })}
                aria-current={pair.includes(edge.from) && pair.includes(edge.to)}
              >
                {sentences.ofEdge(edge)}
                <span className={styles['edgeFacts']}>{edgeBrief(lineage, edge).join(' · ')}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Parents that headers declare, beside what the weights say of them. */
export function DeclaredParents({ lineage }: { readonly lineage: Lineage }) {
  const { declared, modelIds, models } = lineage
  if (declared.length === 0) return null
  const nameOf = (id: string): string => models[modelIds.indexOf(id)] ?? id
  // What the weights do not show comes first: the rest is as expected.
  const ordered = [false, null, true].flatMap((kind) => declared.filter(({ isMeasured }) => isMeasured === kind))
  return (
    <section className={comparisonStyles['group']} aria-labelledby="lineage-declared">
      <h2 id="lineage-declared" className={comparisonStyles['groupTitle']}>
        What headers declare
      </h2>
      <ul className={styles['edges']}>
        {ordered.map(({ from, to, isMeasured }) => (
          <li key={`${from} ${to}`} className={styles['plain']}>
            <ModelName id={to} name={nameOf(to)} />: made from <ModelName id={from} name={nameOf(from)} />, by its
            header
            <span className={styles['edgeFacts']}>{measuredWords(isMeasured)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
