import { requireSound } from './damage.ts'
import type { Connection } from './open-database.ts'

export interface StoredGenome {
  readonly id: string
  readonly name: string
  readonly digest: string
  readonly description: string
  readonly builtIn: boolean
  readonly genes: number
}

interface GenomeRow {
  id: string
  name: string
  digest: string
  description: string
  built_in: number
  genes: number
}

const select = `SELECT id, name, digest, description, built_in,
  (SELECT count(*) FROM genome_genes WHERE genome_id = genomes.id) AS genes FROM genomes`

/** The genomes in SQLite. A genome's genes never change: other genes are another genome. */
export class GenomeStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** Built-in genomes first, each kind in the order of names. */
  list(): StoredGenome[] {
    return this.connection.prepare<[], GenomeRow>(`${select} ORDER BY built_in DESC, name`).all().map(genomeOf)
  }

  get(id: string): StoredGenome | undefined {
    return this.find(`${select} WHERE id = ?`, id)
  }

  byName(name: string): StoredGenome | undefined {
    return this.find(`${select} WHERE name = ?`, name)
  }

  byDigest(digest: string): StoredGenome | undefined {
    return this.find(`${select} WHERE digest = ?`, digest)
  }

  texts(id: string): string[] {
    requireSound(this.connection, 'genome_genes', { genome_id: id })
    return this.connection
      .prepare<[string], string>('SELECT text FROM genome_genes WHERE genome_id = ? ORDER BY gene_index')
      .pluck()
      .all(id)
  }

  /** @param onStored told how many genes are stored, after each */
  insert(
    genome: Omit<StoredGenome, 'genes'>,
    texts: readonly string[],
    onStored: (genes: number) => void = () => undefined,
  ): void {
    this.connection
      .transaction(() => {
        this.connection
          .prepare('INSERT INTO genomes (id, name, digest, description, built_in, added_at) VALUES (?, ?, ?, ?, ?, ?)')
          .run(
            genome.id,
            genome.name,
            genome.digest,
            genome.description,
            genome.builtIn ? 1 : 0,
            new Date().toISOString(),
          )
        const insert = this.connection.prepare(
          'INSERT INTO genome_genes (genome_id, gene_index, text) VALUES (?, ?, ?)',
        )
        for (const [index, text] of texts.entries()) {
          insert.run(genome.id, index, text)
          onStored(index + 1)
        }
      })
      .immediate()
  }

  describe(
    id: string,
    facts: { readonly name: string; readonly description: string; readonly builtIn: boolean },
  ): void {
    this.connection
      .prepare('UPDATE genomes SET name = ?, description = ?, built_in = ? WHERE id = ?')
      .run(facts.name, facts.description, facts.builtIn ? 1 : 0, id)
  }

  /** Number of probes made with a genome. */
  probes(id: string): number {
    return (
      this.connection.prepare<[string], number>('SELECT count(*) FROM probes WHERE genome_id = ?').pluck().get(id) ?? 0
    )
  }

  /** Removes a genome that no probe uses; false where it is absent or in use. */
  remove(id: string): boolean {
    return (
      this.connection
        .prepare('DELETE FROM genomes WHERE id = ? AND NOT EXISTS (SELECT 1 FROM probes WHERE genome_id = genomes.id)')
        .run(id).changes > 0
    )
  }

  private find(sql: string, value: string): StoredGenome | undefined {
    const row = this.connection.prepare<[string], GenomeRow>(sql).get(value)
    return row === undefined ? undefined : genomeOf(row)
  }
}

function genomeOf(row: GenomeRow): StoredGenome {
  return {
    id: row.id,
    name: row.name,
    digest: row.digest,
    description: row.description,
    builtIn: row.built_in !== 0,
    genes: row.genes,
  }
}
