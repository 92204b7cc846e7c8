import { plural } from '../../core/format/quantity.ts'
import { ApiError, type GenomeSummary } from '../api/contract.ts'
import type { Context } from '../context.ts'
import { genomeId } from '../genomes/built-in-genomes.ts'
import { checkGenes, genomeDigest } from '../genomes/genome-rules.ts'
import type { StoredGenome } from '../store/genome-store.ts'
import type { Handlers } from './handlers.ts'

type GenomeCalls = 'genomes.list' | 'genomes.get' | 'genomes.add' | 'genomes.remove'

export function genomeHandlers({ genomes, probes, connection, queue, events }: Context): Pick<Handlers, GenomeCalls> {
  const required = (id: string): StoredGenome => {
    const genome = genomes.get(id)
    if (genome === undefined) throw new ApiError('not-found', `There is no genome with the id ${id}.`)
    return genome
  }
  return {
    'genomes.list': () => genomes.list().map(summary),
    'genomes.get': ({ genomeId: id }) => ({ ...summary(required(id)), texts: genomes.texts(id) }),
    'genomes.add': ({ name, genes }) => {
      checkGenes(genes)
      const digest = genomeDigest(genes)
      const same = genomes.byDigest(digest)
      if (same !== undefined && same.name === name) return summary(same)
      if (same !== undefined)
        throw new ApiError(
          'conflict',
          `The same genes are in the library already, as the genome ${JSON.stringify(same.name)}.`,
        )
      if (genomes.byName(name) !== undefined) {
        throw new ApiError(
          'conflict',
          `Another genome is named ${JSON.stringify(name)}. Names are unique: give this one another.`,
        )
      }
      genomes.insert({ id: genomeId(digest), name, digest, description: '', builtIn: false }, genes)
      events.emit('genomes.changed', {})
      return summary(required(genomeId(digest)))
    },
    'genomes.remove': async ({ genomeId: id, unused }) => {
      const genome = required(id)
      if (genome.builtIn) throw new ApiError('conflict', `The genome ${genome.name} is built in and cannot be removed.`)
      const used = genomes.probes(id)
      if (unused === true && used > 0)
        throw new ApiError('conflict', `The genome ${genome.name} is used by ${plural(used, 'probe')} and is kept.`)
      if (unused === true && queue.isWaitingFor(id))
        throw new ApiError('conflict', `The genome ${genome.name} is in the queue and is kept.`)
      await queue.cancelWhere((key) => key.genomeId === id)
      const removed = connection
        .transaction(() => {
          probes.removeOfGenome(id)
          return genomes.remove(id)
        })
        .immediate()
      events.emit('genomes.changed', {})
      events.emit('probes.changed', {})
      return { removed }
    },
  }
}

function summary(genome: StoredGenome): GenomeSummary {
  return { ...genome }
}
