import { useCall } from '../../api/queries.tsx'
import { treeView } from '../tree/tree-settings.ts'
import { goTo } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { LoadingState, UnansweredState } from '../../components/states.tsx'
import { QueueJob } from '../../queue/queue-job.tsx'
import { QueuePanel } from '../../queue/queue-panel.tsx'
import { useQueueCommands } from '../../queue/use-queue-commands.ts'

/** The probes that are under way or were in this session. */
export function ProbeQueue() {
  const queue = useCall('queue.get', {})
  const commands = useQueueCommands('queue')
  if (queue.isPending) return <LoadingState label="Reading the queue" />
  if (queue.data === undefined) {
    return <UnansweredState title="The queue could not be read" call={queue} />
  }
  const { jobs, genes } = queue.data
  const first = jobs.find((job) => job.state === 'done')
  return (
    <QueuePanel
      heading="h2"
      state={queue.data}
      unit="gene"
      total={genes}
      label="Probes in the queue"
      nameOf={(job) => `${job.modelName}, ${job.genomeName}`}
      commands={commands}
      empty="The queue is empty. Choose models and a genome, then start."
      afterwards={
        first === undefined ? null : (
          <Button
            icon="tree"
            onPress={() => goTo(treeView, { genome: first.genomeId, alleles: undefined, models: undefined })}
          >
            Show the tree
          </Button>
        )
      }
    >
      {(job, steps) => (
        <QueueJob job={job} subject={job.genomeName} total={job.genes} steps={steps} commands={commands} />
      )}
    </QueuePanel>
  )
}
