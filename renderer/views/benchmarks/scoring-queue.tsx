import { useCall } from '../../api/queries.tsx'
import { benchmarksView } from './benchmarks-settings.ts'
import { goTo } from '../../app/use-route.ts'
import { IconButton } from '../../components/button.tsx'
import { Notice } from '../../components/states.tsx'
import { QueueJob } from '../../queue/queue-job.tsx'
import { QueuePanel } from '../../queue/queue-panel.tsx'
import { useQueueCommands } from '../../queue/use-queue-commands.ts'

/** The runs on all benchmarks that are under way or were in this session; nothing where there are none. */
export function ScoringQueue() {
  const queue = useCall('scoring.get', {})
  const commands = useQueueCommands('scoring')
  if (queue.error !== null) return <Notice tone="danger">{queue.error.message}</Notice>
  if (queue.data === undefined) return null
  const { jobs, items, paused, interrupted, elsewhere } = queue.data
  if (jobs.length === 0 && interrupted.length === 0 && elsewhere.length === 0 && !paused) return null
  return (
    <QueuePanel
      heading="h3"
      state={queue.data}
      unit="item"
      total={items}
      label="Runs in the queue"
      nameOf={(job) => `${job.modelName}, ${job.benchmarkName}`}
      commands={commands}
      empty="The queue is empty."
    >
      {(job, steps) => (
        <QueueJob
          job={job}
          subject={job.benchmarkName}
          total={job.items}
          steps={steps}
          commands={commands}
          afterwards={
            job.runId !== null && job.done > 0 ? (
              <IconButton
                icon="right"
                label={`Items of ${job.modelName}`}
                onPress={() => goTo(benchmarksView, { run: job.runId, only: undefined, from: undefined })}
              />
            ) : null
          }
        />
      )}
    </QueuePanel>
  )
}
