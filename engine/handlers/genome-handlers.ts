import { plural } from '../../core/format/quantity.ts'
import { ApiError, type GenomeSummary } from '../api/contract.ts'
import type { Context } from '../context.ts'
import { removeKeeping } from '../removals/remove.ts'
import type { StoredGenome } from '../store/genome-store.ts'
import type { Handlers } from './handlers.ts'
import { named, operationOf } from './operation-of.ts'

type GenomeCalls = 'genomes.list' | 'genomes.get' | 'genomes.add' | 'genomes.remove'

export function genomeHandlers(context: Context): Pick<Handlers, GenomeCalls> {
  const { genomes, queue, events, storing } = context
  const required = (id: string): StoredGenome => {
    const genome = genomes.get(id)
    if (genome === undefined) throw new ApiError('not-found', `There is no genome with the id ${id}.`)
    return genome
  }
  return {
    'genomes.list': () => genomes.list().map(summary),
    'genomes.get': ({ genomeId: id }) => ({ ...summary(required(id)), texts: genomes.texts(id) }),
    'genomes.add': ({ name, genes, operation }) =>
      operationOf(context, operation, 'genes', async ({ signal, onProgress }) => {
        const { genome, isNew } = await storing.run('genomes.add', { name, genes }, signal, named(onProgress))
        if (isNew) events.emit('genomes.changed', {})
        return summary(genome)
      }),
    'genomes.remove': async ({ genomeId: id, unused, group }) => {
      const genome = required(id)
      if (genome.builtIn) throw new ApiError('conflict', `The genome ${genome.name} is built in and cannot be removed.`)
      const used = genomes.probes(id)
      if (unused === true && used > 0)
        throw new ApiError('conflict', `The genome ${genome.name} is used by ${plural(used, 'probe')} and is kept.`)
      if (unused === true && queue.isWaitingFor(id))
        throw new ApiError(
          'conflict',
          `The genome ${genome.name} is in the queue and is kept. Wait for its probes, or cancel them first.`,
        )
      await queue.cancelWhere((key) => key.genomeId === id)
      const answer = await removeKeeping(context, { kind: 'genome', id, group })
      // Others may have been queued meanwhile.
      await queue.cancelWhere((key) => key.genomeId === id)
      events.emit('genomes.changed', {})
      events.emit('probes.changed', {})
      return answer
    },
  }
}

function summary(genome: StoredGenome): GenomeSummary {
  return { ...genome }
}
