import { ApiError } from '../api/api-error.ts'
import { GenomeStore, type StoredGenome } from '../store/genome-store.ts'
import type { TaskContext } from '../storing/database-task.ts'
import { checkGenes, genomeDigest, genomeId } from './genome-rules.ts'

interface GivenGenome {
  readonly name: string
  readonly genes: readonly string[]
}

/** Stores a genome; one that is there already under this name is answered as it is. Throws ApiError. */
export function addGenomeTask({ connection, report, inOneStep }: TaskContext, { name, genes }: GivenGenome) {
  checkGenes(genes)
  const digest = genomeDigest(genes)
  const genomes = new GenomeStore(connection)
  return inOneStep((): { readonly genome: StoredGenome; readonly isNew: boolean } => {
    const same = genomes.byDigest(digest)
    if (same !== undefined && same.name === name) return { genome: same, isNew: false }
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
    const id = genomeId(digest)
    genomes.insert({ id, name, digest, description: '', builtIn: false }, genes, (stored) =>
      report(stored, genes.length, 'storing'),
    )
    return { genome: genomes.get(id)!, isNew: true }
  })
}
