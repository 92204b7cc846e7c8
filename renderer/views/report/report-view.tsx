import type { CallInput } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { shownAnalyses } from '../../../engine/analyses/all.ts'
import { methodWords, rootWords } from '../../../engine/analyses/comparison-words.ts'
import { treeMethod } from '../../../engine/analyses/tree-choices.ts'
import {
  type OwnSection,
  reportRequest,
  reportSection,
  type ReportSection,
} from '../../../engine/api/report-contract.ts'
import { bytesText, plural } from '../../../core/format/quantity.ts'
import { answerTo } from '../../api/answered.ts'
import { useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { Select } from '../../components/select.tsx'
import { Notice } from '../../components/states.tsx'
import { TextField } from '../../components/text-field.tsx'
import { capitalized } from '../../format/capitalized.ts'
import { fileNameOf } from '../../../core/format/file-name.ts'
import { downloadText } from '../../figure/download.ts'
import { RequestField } from '../analysis/setting-field.tsx'
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
  tree: ['Tree', 'Drawing with support and scale, Newick'],
  lineage: ['Lineage', 'Drawing, sentences and table of what descends from what by the weights'],
  matrix: ['Similarity matrix', 'Heat map, pairs with certified intervals, CSV'],
  models: ['Models', 'Facts, probes, noise and file digests'],
  scores: ['Scores', 'Benchmarks with standard errors and sources'],
  forecasts: ['Forecasts', 'Predicted scores beside baselines, with their errors'],
  settings: ['Settings', 'Genome, alleles, tolerance, measure, tree'],
  versions: ['Versions', 'Program, llama.cpp build, devices'],
  methods: ['Methods', 'Formulas with their sources'],
}

/** Name of a section, and what is in it. */
function sectionText(id: ReportSection): readonly [name: string, note: string] {
  const analysis = shownAnalyses.find(({ shown }) => shown.id === id)
  return analysis === undefined
    ? sectionNames[id as OwnSection]
    : [analysis.shown.title, capitalized(analysis.shown.summary)]
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

function ReportForm({ ready }: { readonly ready: Ready }) {
  const report = useCancellableCommand('report.html')
  const [{ title, inside, method, root, replicates, seed, sections }, change] = useViewSettings(reportView)
  const models = ready.models.filter((model) => ready.scope.modelIds.includes(model.id))
  const name = fileNameOf(['report', ready.scope.genome.name], 'html')
  const request = {
    ...ready.request,
    inside,
    method,
    root: rootOf(
      root,
      models.map((model) => model.id),
    ),
    replicates,
    seed,
    sections: [...sections],
    ...(title.trim() === '' ? {} : { title: title.trim() }),
  }
  const saved = answerTo(report, request)
  const make = () => report.mutate(request, { onSuccess: ({ html }) => downloadText(name, 'text/html', html) })

  return (
    <div className={comparisonStyles['split']}>
      <form
        className={styles['form']}
        aria-label="Report"
        onSubmit={(event) => {
          event.preventDefault()
          make()
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
            <RequestField
              request={reportRequest}
              field="inside"
              value={inside}
              onChange={(value) => change({ inside: value === 'weights' ? 'weights' : 'behaviour' })}
            />
            <RequestField
              request={reportRequest}
              field="replicates"
              value={replicates}
              onChange={(value) => change({ replicates: Number(value) })}
            />
            <RequestField
              request={reportRequest}
              field="seed"
              value={seed}
              onChange={(value) => change({ seed: Number(value) })}
            />
          </div>
        </div>
        <div className={layoutStyles['submit']}>
          {report.error === null ? null : (
            <Notice tone="danger">The report was not made: {report.error.message}</Notice>
          )}
          {saved === undefined ? null : (
            <>
              <Notice tone="info">
                {name} ({bytesText(new Blob([saved.html]).size)}) was handed to the download.
              </Notice>
              <RemarksButton remarks={remarkTexts(saved)} />
            </>
          )}
          {report.isPending ? (
            <OperationProgress label="Making the report" progress={report.progress} onCancel={report.cancel} />
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
          <LiveRegion text={saved === undefined ? '' : `${name} saved`} />
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
