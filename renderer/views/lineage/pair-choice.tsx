import { useEffect, useRef } from 'react'
import { edgeFacts, lineageSentences } from '../../../engine/analyses/lineage-sentences.ts'
import type { Lineage } from '../../../engine/analyses/lineage.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { Select } from '../../components/select.tsx'
import textStyles from '../../components/text.module.css'
import comparisonStyles from '../comparison/comparison.module.css'
import { lineageView } from './lineage-settings.ts'

/** Which two models are compared tensor by tensor, and what stands between them in the lineage. */
export function PairChoice({ lineage }: { readonly lineage: Lineage }) {
  const [{ pair }, change] = useViewSettings(lineageView)
  const { modelIds, models, edges } = lineage
  const choices = modelIds.map((id, index) => ({ id, name: models[index]! }))
  const [left, right] = pair
  const facts = useRef<HTMLElement>(null)
  const chosen = pair.join(' ')
  // Facts of a sentence stand far above it. On a page that scrolls as a whole the figure comes into sight instead.
  useEffect(() => {
    const panel = facts.current?.parentElement ?? null
    if (!chosen.includes(' ') || facts.current === null || panel === null) return
    const above = facts.current.getBoundingClientRect().top - panel.getBoundingClientRect().top
    panel.scrollTo({ top: panel.scrollTop + above })
  }, [chosen])
  const edge = edges.find(({ from, to }) => from !== to && pair.includes(from) && pair.includes(to))
  return (
    <section ref={facts} className={comparisonStyles['group']} aria-labelledby="lineage-pair">
      <h2 id="lineage-pair" className={comparisonStyles['groupTitle']}>
        Change between two models
      </h2>
      <Select
        label="From"
        placeholder="Choose a model"
        choices={choices.filter(({ id }) => id !== right)}
        value={left ?? null}
        onChange={(id) => change({ pair: right === undefined ? [id] : [id, right] })}
      />
      <Select
        label="To"
        placeholder="Choose a model"
        choices={choices.filter(({ id }) => id !== left)}
        value={right ?? null}
        isDisabled={left === undefined}
        onChange={(id) => change({ pair: left === undefined ? [] : [left, id] })}
      />
      {left === undefined || right === undefined ? (
        <p className={textStyles['muted']}>Or choose a line of the drawing, or a sentence below.</p>
      ) : edge === undefined ? (
        <p className={textStyles['muted']}>Nothing is stated between these two directly.</p>
      ) : (
        <>
          <p>{lineageSentences(lineage).ofEdge(edge)}</p>
          <dl className={comparisonStyles['facts']}>
            {edgeFacts(lineage, edge).map(([name, value]) => (
              <Fact key={name} name={name} value={value} />
            ))}
          </dl>
        </>
      )}
    </section>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
