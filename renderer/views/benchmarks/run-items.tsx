import { plural } from '../../../core/format/quantity.ts'
import { backendText } from '../../../core/format/environment-text.ts'
import { scoreText } from '../../../core/format/score-text.ts'
import type { RunSummary } from '../../../engine/api/contract.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { useKeptCall } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { useViewSettings } from '../../app/use-route.ts'
import { benchmarksView } from './benchmarks-settings.ts'
import { KeptDisclosure } from '../../app/kept-sections.tsx'
import { Segments } from '../../components/segments.tsx'
import { LoadingState, UnansweredState } from '../../components/states.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import { RemarksButton } from '../../components/remarks-button.tsx'
import { ModelName } from '../model/model-name.tsx'
import { ItemChoices } from './item-choices.tsx'
import { Pager, pageSize } from './pager.tsx'
import textStyles from '../../components/text.module.css'
import styles from './benchmarks.module.css'

/** What a model made of each item of a run. */
export function RunItems({ run, onClose }: { readonly run: RunSummary; readonly onClose: () => void }) {
  const [{ from, only }, change] = useViewSettings(benchmarksView)
  const page = useKeptCall('runs.items', { runId: run.id, only, from, count: pageSize })
  return (
    <>
      <div className={styles['head']}>
        <div>
          <h2>
            <ModelName id={run.modelId} name={run.modelName} /> on {run.benchmarkName}
          </h2>
          <p className={textStyles['muted']}>
            {run.metrics.map((measured) => `${measured.metric} ${scoreText(measured)} (n ${measured.n})`).join(' · ')}
            {run.complete ? '' : `${run.done} of ${plural(run.items, 'item')} so far`}
          </p>
          <p className={textStyles['muted']}>
            Task {run.task}, {run.shots}-shot, precision {run.precision}
            {run.limit === null ? '' : `, first ${plural(run.limit, 'item')}`}
            {run.environments
              .map((environment) => `, ${environment.source} source, ${backendText(environment)}`)
              .join('')}
          </p>
          <RemarksButton remarks={remarkTexts(run)} />
        </div>
        <Button icon="close" onPress={onClose}>
          Back to the benchmark
        </Button>
      </div>
      <div className={styles['items']} aria-busy={page.isPlaceholderData}>
        {run.groups.length === 0 ? null : (
          <KeptDisclosure id="groups" title={`Scores of ${plural(run.groups.length, 'group')}`}>
            <WideTable label="Scores of the groups" look={styles['runs']}>
              <tbody>
                {run.groups.map(({ group, metrics }) => (
                  <tr key={group}>
                    <th scope="row">{group}</th>
                    {metrics.map((measured) => (
                      <td key={measured.metric}>
                        <span className={textStyles['muted']}>{measured.metric}</span> {scoreText(measured)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </WideTable>
          </KeptDisclosure>
        )}
        <div className={styles['line']}>
          <Segments
            label="Items"
            hideLabel
            choices={[
              { id: 'all', name: 'All' },
              { id: 'wrong', name: 'Wrong' },
              { id: 'right', name: 'Right' },
            ]}
            value={only}
            onChange={(next) => change({ only: next, from: undefined })}
          />
          {page.data === undefined ? null : (
            <Pager
              from={page.data.input.from}
              total={page.data.output.total}
              onChange={(next) => change({ from: next })}
            />
          )}
        </div>
        {page.isPending ? (
          <LoadingState label="Reading the results" />
        ) : page.data === undefined ? (
          <UnansweredState title="The results could not be read" call={page} />
        ) : (
          page.data.output.items.map(({ chosen, correct, index, group, choices, gold }) => (
            <ItemChoices
              key={index}
              index={index}
              group={group}
              choices={choices}
              gold={gold}
              answer={{ chosen, correct }}
            />
          ))
        )}
      </div>
    </>
  )
}
