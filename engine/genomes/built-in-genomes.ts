import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { GenomeStore } from '../store/genome-store.ts'
import { checkGenes, genomeDigest, genomeId } from './genome-rules.ts'

const genomeFile = z.object({ name: z.string().min(1), description: z.string(), genes: z.array(z.string()).min(1) })

/**
 * Registers the genomes that ship in `folder` (one JSON file each). A genome whose text has changed since an earlier
 * release is another genome: the earlier one stays under its name and digest as long as probes use it.
 */
export function registerBuiltInGenomes(folder: string, genomes: GenomeStore): void {
  for (const genome of shippedGenomes(folder)) {
    checkGenes(genome.genes)
    register(genome, genomes)
  }
}

/** Their names, for a library that has no database yet. */
export function builtInGenomeNames(folder: string): string[] {
  return shippedGenomes(folder).map(({ name }) => name)
}

function shippedGenomes(folder: string): z.output<typeof genomeFile>[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((file) => genomeFile.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
}

function register(genome: z.output<typeof genomeFile>, genomes: GenomeStore): void {
  const digest = genomeDigest(genome.genes)
  const facts = { name: genome.name, description: genome.description, builtIn: true }
  const named = genomes.byName(genome.name)
  if (named?.digest === digest) {
    if (!named.builtIn || named.description !== genome.description) genomes.describe(named.id, facts)
    return
  }
  if (named !== undefined && !(named.builtIn && genomes.remove(named.id))) {
    genomes.describe(named.id, {
      name: `${named.name} (${named.digest.slice(0, 8)})`,
      description: named.description,
      builtIn: false,
    })
  }
  const same = genomes.byDigest(digest)
  if (same !== undefined) genomes.describe(same.id, facts)
  else genomes.insert({ id: genomeId(digest), digest, ...facts }, genome.genes)
}
