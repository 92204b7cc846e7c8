import { isProbeable } from '../../model/files-state.ts'
import type { BenchmarkSummary } from '../../../engine/api/contract.ts'
import { answerTo } from '../../api/answered.ts'
import { useCall } from '../../api/queries.tsx'
import { useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { libraryView } from '../library/library-settings.ts'
import { benchmarksView, runLimits } from './benchmarks-settings.ts'
import { Button } from '../../components/button.tsx'
import { MachineLimits } from '../../limits/machine-limits.tsx'
import { queuedText } from '../../queue/queued-text.ts'
import { ModelChoiceList } from '../../components/model-choice-list.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { Select } from '../../components/select.tsx'
import { LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { plural } from '../../../core/format/quantity.ts'
import layoutStyles from '../../components/layout.module.css'
import textStyles from '../../components/text.module.css'

/** Which models to score on a benchmark, and how. */
export function RunForm({ benchmark }: { readonly benchmark: BenchmarkSummary }) {
  const models = useCall('models.list', {})
  const tasks = useCall('benchmarks.tasks', {})
  const measure = useCancellableCommand('scores.measure')
  const [{ models: wanted, shots, seed, limit, precision, ...selection }, change] = useViewSettings(benchmarksView)
  const task = selection.task ?? benchmark.task
  const facts = tasks.data?.find(({ name }) => name === task)
  const present = (models.data ?? []).filter(isProbeable)

  const chosen = wanted.filter((id) => present.some((model) => model.id === id))

  if (models.isPending) return <LoadingState label="Reading the library" />
  if (models.data === undefined) return <UnansweredState title="The library could not be read" call={models} />
  if (present.length === 0) {
    return (
      <div className={layoutStyles['stack']}>
        <Notice tone="info">
          {models.data.length === 0
            ? 'There are no models to score yet. Add some to the library first.'
            : 'None of the library’s models has its file here. Add the files to score them.'}
        </Notice>
        <div>
          <Button icon="library" onPress={() => goTo(libraryView)}>
            Open the library
          </Button>
        </div>
      </div>
    )
  }
  const request = {
    modelIds: [...chosen],
    benchmarkId: benchmark.id,
    task,
    ...(shots === null ? {} : { shots }),
    seed,
    limit: limit === 0 ? null : limit,
    load: { gpu: 'auto' as const, precision },
  }
  const queued = answerTo(measure, request)
  return (
    <form
      className={layoutStyles['stack']}
      aria-label="New run"
      onSubmit={(event) => {
        event.preventDefault()
        measure.mutate(request)
      }}
    >
      <ModelChoiceList
        label="Models to score"
        models={present}
        chosen={chosen}
        onChoose={(ids) => change({ models: ids })}
      />
      <Select
        label="Task"
        choices={(tasks.data ?? []).map((entry) => ({
          id: entry.name,
          name: entry.title,
          note: entry.metrics.join(', '),
        }))}
        value={task}
        onChange={(name) => change({ task: name, shots: undefined })}
      />
      <div className={layoutStyles['pair']}>
        {facts?.takesShots === true ? (
          <NumberField
            label={`Examples (usually ${facts.defaultShots})`}
            value={shots ?? facts.defaultShots}
            minimum={runLimits.shots.least}
            maximum={runLimits.shots.most}
            onChange={(value) => change({ shots: value })}
          />
        ) : (
          <p className={textStyles['muted']}>The task comes with its own examples.</p>
        )}
        <NumberField
          label="Seed of the examples"
          value={seed}
          minimum={0}
          maximum={runLimits.seed.most}
          onChange={(value) => change({ seed: value })}
        />
        <NumberField
          label="Only the first items (0: all)"
          value={limit}
          minimum={0}
          maximum={runLimits.limit.most}
          step={50}
          onChange={(value) => change({ limit: value })}
        />
        <Select
          label="Precision"
          choices={[
            { id: 'auto', name: 'Automatic', note: 'Floats where memory and disk allow' },
            { id: 'file', name: 'As the file is' },
            { id: 'float', name: 'F16' },
            { id: 'f32', name: 'F32' },
          ]}
          value={precision}
          onChange={(value) => change({ precision: value })}
        />
      </div>
      <MachineLimits />
      {measure.isPending ? (
        <OperationProgress label="Reading the benchmark" progress={measure.progress} onCancel={measure.cancel} />
      ) : null}
      {tasks.error === null ? null : <Notice tone="danger">The tasks could not be read: {tasks.error.message}</Notice>}
      {measure.error === null ? null : <Notice tone="danger">{measure.error.message}</Notice>}
      <div className={layoutStyles['ends']}>
        <span className={textStyles['muted']} role="status">
          {queued !== undefined
            ? queuedText(queued, 'scored')
            : chosen.length === 0
              ? 'Choose at least one model.'
              : `${plural(chosen.length, 'model')} chosen`}
        </span>
        <Button type="submit" look="primary" icon="play" isDisabled={chosen.length === 0 || measure.isPending}>
          Start
        </Button>
      </div>
    </form>
  )
}
