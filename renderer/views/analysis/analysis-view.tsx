import { familyColour } from '../../../core/model/family-colour.ts'
import { useMemo, useRef } from 'react'
import { figurePalettes } from '../../../core/color/palette.ts'
import { csvExport } from '../../figure/text-exports.ts'
import type { ShownAnalysis, ShownAnswer } from '../../../engine/analyses/all.ts'
import { settingsOf } from '../../../engine/analyses/settings.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { useCancellableCall } from '../../api/use-cancellable-call.ts'
import { addressOf, useViewSettings } from '../../app/use-route.ts'
import { LongAnswer } from '../../components/long-answer.tsx'
import { useTheme } from '../../design/theme.ts'
import { NumberTable } from '../../figure/number-table.tsx'
import { ShownAsChoice } from '../../figure/shown-as.tsx'
import { Figure } from '../../figure/figure.tsx'
import { SceneDrawing } from '../../figure/scene-drawing.tsx'
import { useSize } from '../../figure/use-size.ts'
import { capitalized } from '../../format/capitalized.ts'
import { ComparisonFrame } from '../comparison/comparison-states.tsx'
import { useComparison, type Comparison } from '../comparison/use-comparison.ts'
import comparisonStyles from '../comparison/comparison.module.css'
import { modelLinks } from '../model/model-links.ts'
import { modelView } from '../model/model-settings.ts'
import type { AnalysisSettings } from './analysis-settings.ts'
import { SettingField } from './setting-field.tsx'
import styles from './analysis.module.css'

type Ready = Extract<Comparison, { state: 'ready' }>

const fileSize = { width: 900, height: 640 }

/** The view of an analysis that is shown by its definition alone, with the settings that it keeps. */
export function analysisView(analysis: ShownAnalysis, settings: AnalysisSettings): () => React.ReactNode {
  return function AnalysisView() {
    const comparison = useComparison()
    const { title, icon, fewest, summary } = analysis.shown
    return (
      <ComparisonFrame
        title={title}
        icon={{ path: icon }}
        comparison={comparison}
        fewest={fewest}
        note={capitalized(summary)}
      >
        {(ready) => <ComputedAnalysis analysis={analysis} kept={settings} ready={ready} />}
      </ComparisonFrame>
    )
  }
}

interface ComputedAnalysisProps {
  readonly analysis: ShownAnalysis
  readonly kept: AnalysisSettings
  readonly ready: Ready
}

function ComputedAnalysis({ analysis, kept, ready }: ComputedAnalysisProps) {
  const { name, request, shown } = analysis
  const [view, change] = useViewSettings(kept)
  const { as } = view
  const settings = useMemo(() => settingsOf(request), [request])
  const values: Readonly<Record<string, string | number>> = Object.fromEntries(
    settings.map(({ key }) => [key, (view as Readonly<Record<string, unknown>>)[key] as string | number]),
  )
  const call = useCancellableCall(name, { ...ready.request, ...values })
  const lowerTitle = shown.title.toLowerCase()
  return (
    <div className={comparisonStyles['split']}>
      <div className={comparisonStyles['figure']}>
        <LongAnswer
          call={call}
          icon={{ path: shown.icon }}
          doing={`Computing the ${lowerTitle}`}
          failed={`The ${lowerTitle} could not be computed`}
          nothing={`The ${lowerTitle} was not computed.`}
          before={`The ${lowerTitle} before the last change is shown.`}
        >
          {({ output }) => (
            <AnalysisFigure
              shown={shown}
              answer={output as ShownAnswer}
              models={ready.models}
              genome={ready.scope.genome.name}
              as={as}
              onShowAs={(next) => change({ as: next })}
              isBusy={call.isBusy}
            />
          )}
        </LongAnswer>
      </div>
      <aside className={comparisonStyles['inspector']} aria-label={`Settings of the ${lowerTitle}`}>
        {settings.length === 0 ? null : (
          <section className={comparisonStyles['group']} aria-labelledby="analysis-controls">
            <h2 id="analysis-controls" className={comparisonStyles['groupTitle']}>
              {shown.title}
            </h2>
            {settings.map((setting) => (
              <SettingField
                key={setting.key}
                setting={setting}
                value={values[setting.key]!}
                onChange={(value) => change({ [setting.key]: value })}
              />
            ))}
          </section>
        )}
      </aside>
    </div>
  )
}

interface AnalysisFigureProps {
  readonly shown: ShownAnalysis['shown']
  readonly answer: ShownAnswer
  readonly models: readonly ModelSummary[]
  readonly genome: string
  readonly as: 'drawing' | 'table'
  readonly onShowAs: (as: 'drawing' | 'table') => void
  readonly isBusy: boolean
}

function AnalysisFigure({ shown, answer, models, genome, as, onShowAs, isBusy }: AnalysisFigureProps) {
  const palette = figurePalettes[useTheme()]
  const frame = useRef<HTMLDivElement>(null)
  const size = useSize(frame)
  const look = useMemo(
    () => ({
      groups: new Map(models.map(({ id, family: name, familySource: source }) => [id, familyColour({ name, source })])),
      linkOf: (model: string) => addressOf(modelView, { model }),
      links: modelLinks(models),
    }),
    [models],
  )
  const scene = useMemo(
    () => (size === null || size.width < 50 ? null : shown.scene(answer, { ...look, ...size })),
    [shown, answer, look, size],
  )
  const { columns, rows } = shown.table(answer)
  return (
    <Figure
      title={scene?.title ?? shown.title}
      caption={shown.caption(answer)}
      fileParts={[shown.id, genome]}
      drawing={() => shown.scene(answer, { ...look, ...fileSize })}
      texts={[csvExport(() => [columns, ...rows])]}
      isBusy={isBusy}
      remarks={remarkTexts(answer)}
      toolbar={
        <ShownAsChoice figure={shown.title.toLowerCase()} drawing={shown.title} value={as} onChange={onShowAs} />
      }
    >
      <div className={styles['column']}>
        <div ref={frame} className={styles['plot']}>
          {as === 'table' ? (
            <NumberTable title={shown.title} table={shown.text(answer)} links={look.links} />
          ) : scene === null ? null : (
            <SceneDrawing scene={scene} palette={palette} />
          )}
        </div>
      </div>
    </Figure>
  )
}
