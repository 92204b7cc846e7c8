import { useState } from 'react'
import type { BenchmarkSummary } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { classes } from '../../components/classes.ts'
import { EmptyState, LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { KeptTabs } from '../../app/kept-sections.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import { plural } from '../../../core/format/quantity.ts'
import { benchmarksView } from './benchmarks-settings.ts'
import { AddBenchmark } from './add-benchmark.tsx'
import { BenchmarkItems } from './benchmark-items.tsx'
import { BenchmarkRuns } from './benchmark-runs.tsx'
import { RemoveBenchmark } from './remove-benchmark.tsx'
import { RunForm } from './run-form.tsx'
import { RunItems } from './run-items.tsx'
import { ScoringQueue } from './scoring-queue.tsx'
import textStyles from '../../components/text.module.css'
import styles from './benchmarks.module.css'

/** The benchmarks, their items, and the runs of models on them. */
export function BenchmarksView() {
  const benchmarks = useCall('benchmarks.list', {})
  const runs = useCall('runs.list', {})
  const [settings, change] = useViewSettings(benchmarksView)
  const [adding, setAdding] = useState(false)
  const all = benchmarks.data
  const run = runs.data?.find(({ id }) => id === settings.run)
  const scored = new Set((runs.data ?? []).map(({ benchmarkId }) => benchmarkId))
  const shown =
    all?.find(({ id }) => id === (run?.benchmarkId ?? settings.benchmark)) ??
    all?.find(({ id }) => scored.has(id)) ??
    all?.[0]
  // Another benchmark starts from its first item, with its own task.
  const show = (id: string) =>
    change({ benchmark: id, run: undefined, from: undefined, task: undefined, shots: undefined })
  return (
    <>
      <ViewHeader title="Benchmarks" note="Multiple-choice questions, scored from the log-likelihoods of prompt tokens">
        <Button icon="plus" onPress={() => setAdding(true)}>
          Add a benchmark
        </Button>
      </ViewHeader>
      {benchmarks.isPending || runs.isPending ? (
        <LoadingState label="Reading the benchmarks" />
      ) : all === undefined ? (
        <UnansweredState title="The benchmarks could not be read" call={benchmarks} />
      ) : shown === undefined ? (
        <EmptyState
          icon="benchmarks"
          title="No benchmarks yet"
          action={
            <Button look="primary" icon="plus" onPress={() => setAdding(true)}>
              Add a benchmark
            </Button>
          }
        >
          Add a JSON lines file with the questions of a published task, or of your own.
        </EmptyState>
      ) : (
        <div className={styles['split']}>
          <nav className={styles['list']} aria-label="Benchmarks">
            <ul>
              {all.map((benchmark) => (
                <li key={benchmark.id}>
                  <button
                    type="button"
                    className={classes(styles['entry'], benchmark.id === shown.id && styles['here'])}
                    aria-current={benchmark.id === shown.id ? 'true' : undefined}
                    onClick={() => show(benchmark.id)}
                  >
                    <span className={styles['entryName']}>{benchmark.name}</span>
                    <span className={textStyles['muted']}>
                      {plural(benchmark.records, 'record')}, {benchmark.task}
                      {benchmark.builtIn ? ', built in' : ''}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          </nav>
          <div className={styles['main']}>
            {run === undefined ? (
              <Benchmark key={shown.id} benchmark={shown} />
            ) : (
              <RunItems
                key={run.id}
                run={run}
                onClose={() => change({ run: undefined, benchmark: run.benchmarkId, from: undefined })}
              />
            )}
          </div>
        </div>
      )}
      {adding ? <AddBenchmark onClose={() => setAdding(false)} onAdded={show} /> : null}
    </>
  )
}

function Benchmark({ benchmark }: { readonly benchmark: BenchmarkSummary }) {
  const [removing, setRemoving] = useState(false)
  return (
    <>
      <div className={styles['head']}>
        <div>
          <h2>{benchmark.name}</h2>
          <p className={textStyles['muted']}>
            {benchmark.description === '' ? '' : `${benchmark.description} `}
            {plural(benchmark.records, 'record')}
            {benchmark.repeated === null || benchmark.repeated === 0
              ? ''
              : ` (${plural(benchmark.repeated, 'repeats', 'repeat')} an earlier question)`}
            , task {benchmark.task}, sha256 {benchmark.digest.slice(0, 12)}
          </p>
        </div>
        {benchmark.builtIn ? null : (
          <Button icon="remove" onPress={() => setRemoving(true)}>
            Remove
          </Button>
        )}
      </div>
      {benchmark.damage === null ? null : <Notice tone="danger">{benchmark.damage}</Notice>}
      <KeptTabs
        label="About the benchmark"
        tabs={[
          {
            id: 'run',
            name: 'Run',
            content: (
              <div className={styles['run']}>
                <RunForm benchmark={benchmark} />
                <div className={styles['side']}>
                  <ScoringQueue />
                  <BenchmarkRuns benchmark={benchmark} />
                </div>
              </div>
            ),
          },
          { id: 'items', name: 'Items', content: <BenchmarkItems benchmark={benchmark} /> },
        ]}
      />
      {removing ? <RemoveBenchmark benchmark={benchmark} onClose={() => setRemoving(false)} /> : null}
    </>
  )
}
