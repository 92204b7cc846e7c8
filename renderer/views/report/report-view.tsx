import { useState } from 'react'
import { ApiError, type CallInput } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { shownAnalyses } from '../../../engine/analyses/all.ts'
import { methodWords, rootWords } from '../../../engine/analyses/comparison-words.ts'
import { treeMethod } from '../../../engine/analyses/tree-choices.ts'
import { type OwnSection, reportSection, type ReportSection } from '../../../engine/api/report-contract.ts'
import { bytesText, plural } from '../../../core/format/quantity.ts'
import { useConnection } from '../../api/queries.tsx'
import { useOperationProgress } from '../../api/use-cancellable-call.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { Select } from '../../components/select.tsx'
import { Notice } from '../../components/states.tsx'
import { TextField } from '../../components/text-field.tsx'
import { downloadText, fileName } from '../../figure/download.ts'
import { ComparisonFrame } from '../comparison/comparison-states.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { useComparison, type Comparison } from '../comparison/use-comparison.ts'
import { reportView } from './report-settings.ts'
import comparisonStyles from '../comparison/comparison.module.css'
import textStyles from '../../components/text.module.css'
import layoutStyles from '../../components/layout.module.css'
import styles from './report.module.css'

type Ready = Extract<Comparison, { state: 'ready' }>

const fewestModels = 2

const sectionNames: Readonly<Record<OwnSection, readonly [name: string, note: string]>> = {
  models: ['Models', 'Facts, probes, noise and file digests'],
  tree: ['Tree', 'Drawing with support and scale, Newick'],
  matrix: ['Similarity matrix', 'Heat map, pairs with certified intervals, CSV'],
  scores: ['Scores', 'Benchmarks with standard errors and sources'],
  forecasts: ['Forecasts', 'Predicted scores beside baselines, with their errors'],
  settings: ['Settings', 'Genome, alleles, tolerance, measure, tree'],
  versions: ['Versions', 'Program, llama.cpp build, devices'],
  methods: ['Methods', 'Formulas with their sources'],
}

/** Name of a section, and what is in it. */
function sectionText(id: ReportSection): readonly [name: string, note: string] {
  const analysis = shownAnalyses.find(({ shown }) => shown.id === id)
  return analysis === undefined ? sectionNames[id as OwnSection] : [analysis.shown.title, analysis.shown.summary]
}

/** The comparison as one file to keep or hand on. */
export function ReportView() {
  const comparison = useComparison()
  return (
    <ComparisonFrame
      title="Report"
      icon="file"
      comparison={comparison}
      fewest={fewestModels}
      note="The comparison as one file to keep or hand on"
    >
      {(ready) => <ReportForm ready={ready} />}
    </ComparisonFrame>
  )
}

type Stage =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'making'; readonly operation: string }
  | { readonly kind: 'saved'; readonly name: string; readonly bytes: number; readonly remarks: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string }

function ReportForm({ ready }: { readonly ready: Ready }) {
  const { api } = useConnection()
  const { progress, follow } = useOperationProgress()
  const [stage, setStage] = useState<Stage>({ kind: 'choosing' })
  const [{ title, method, root, replicates, seed, sections }, change] = useViewSettings(reportView)
  const models = ready.models.filter((model) => ready.scope.modelIds.includes(model.id))

  const make = async () => {
    const operation = crypto.randomUUID()
    setStage({ kind: 'making', operation })
    follow(operation)
    try {
      const { html, remarks } = await api.call('report.html', {
        ...ready.request,
        method,
        root: rootOf(
          root,
          models.map((model) => model.id),
        ),
        replicates,
        seed,
        sections: [...sections],
        ...(title.trim() === '' ? {} : { title: title.trim() }),
        operation,
      })
      const name = fileName(['report', ready.scope.genome.name], 'html')
      downloadText(name, 'text/html', html)
      setStage({ kind: 'saved', name, bytes: new Blob([html]).size, remarks: remarkTexts({ remarks }) })
    } catch (error) {
      if (error instanceof ApiError && error.code === 'cancelled') setStage({ kind: 'choosing' })
      else setStage({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    } finally {
      follow(null)
    }
  }
  const cancel = () => {
    if (stage.kind === 'making')
      void api.call('operations.cancel', { operation: stage.operation }).catch(() => undefined)
  }

  return (
    <div className={comparisonStyles['split']}>
      <form
        className={styles['form']}
        aria-label="Report"
        onSubmit={(event) => {
          event.preventDefault()
          void make()
        }}
      >
        <div className={styles['fields']}>
          <p className={styles['lead']}>
            One HTML file that needs nothing else: it opens in any browser, in light and dark, without scripts and
            without a network. Paths of your files are not in it. For a PDF, print it from the browser, or use{' '}
            <code>cladescope report --pdf</code>.
          </p>
          <TextField
            label="Title"
            value={title}
            onChange={(value) => change({ title: value })}
            mostCharacters={200}
            placeholder={`${plural(models.length, 'model')} compared with the genome ${ready.scope.genome.name}`}
          />
          <fieldset className={styles['sections']}>
            <legend>Sections</legend>
            {reportSection.options.map((id) => (
              <Checkbox
                key={id}
                isSelected={sections.includes(id)}
                onChange={(isIncluded) =>
                  change({ sections: isIncluded ? [...sections, id] : sections.filter((section) => section !== id) })
                }
              >
                <span className={styles['section']}>
                  {sectionText(id)[0]} <span className={textStyles['muted']}>{sectionText(id)[1]}</span>
                </span>
              </Checkbox>
            ))}
          </fieldset>
          <div className={styles['tree']}>
            <Select
              label="Tree"
              choices={treeMethod.options.map((id) => ({ id, name: methodWords[id].name }))}
              value={method}
              onChange={(id) => change({ method: id })}
            />
            <Select
              label="Root"
              isDisabled={method === 'upgma'}
              choices={[
                { id: 'midpoint', name: `${rootWords.midpoint}, for display` },
                { id: 'none', name: `${rootWords.none}, drawn unrooted` },
                ...models.map((model) => ({ id: model.id, name: rootWords.outgroup(model.name) })),
              ]}
              value={method === 'upgma' ? null : root}
              placeholder={rootWords.byMethod}
              onChange={(id) => change({ root: id })}
            />
            <NumberField
              label="Bootstrap replicates"
              value={replicates}
              minimum={0}
              maximum={10_000}
              step={100}
              onChange={(value) => change({ replicates: value })}
            />
            <NumberField
              label="Seed"
              value={seed}
              minimum={0}
              maximum={0xffffffff}
              onChange={(value) => change({ seed: value })}
            />
          </div>
        </div>
        <div className={layoutStyles['submit']}>
          {stage.kind === 'failed' ? <Notice tone="danger">The report was not made: {stage.message}</Notice> : null}
          {stage.kind === 'saved' ? (
            <>
              <Notice tone="info">
                {stage.name} ({bytesText(stage.bytes)}) was handed to the download.
              </Notice>
              <RemarksButton remarks={stage.remarks} />
            </>
          ) : null}
          {stage.kind === 'making' ? (
            <OperationProgress label="Making the report" progress={progress} onCancel={cancel} />
          ) : (
            <div className={layoutStyles['ends']}>
              <span className={textStyles['muted']}>
                {sections.length === 0
                  ? 'Choose at least one section.'
                  : `${plural(models.length, 'model')}, ${plural(sections.length, 'section')}`}
              </span>
              <Button type="submit" look="primary" icon="download" isDisabled={sections.length === 0}>
                Save the report
              </Button>
            </div>
          )}
          <LiveRegion text={stage.kind === 'saved' ? `${stage.name} saved` : ''} />
        </div>
      </form>
    </div>
  )
}

/** The root that is asked for; a model that is no longer compared gives way to the midpoint. */
function rootOf(root: string, modelIds: readonly string[]): CallInput<'report.html'>['root'] {
  if (root === 'none' || root === 'midpoint') return root
  return modelIds.includes(root) ? { modelId: root } : 'midpoint'
}
