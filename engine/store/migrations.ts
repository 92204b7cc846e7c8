/** One step of the schema. Steps are never changed once released; a new one is added at the end. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    name: 'library, genomes and probes',
    sql: `
      CREATE TABLE models (
        id TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        architecture TEXT NOT NULL,
        parameters INTEGER NOT NULL,
        quantization TEXT NOT NULL,
        tokenizer TEXT NOT NULL,
        vocabulary_size INTEGER NOT NULL,
        context_length INTEGER,
        declared_name TEXT,
        declared_bases TEXT NOT NULL,
        license TEXT,
        metadata TEXT NOT NULL,
        tensor_types TEXT NOT NULL,
        added_at TEXT NOT NULL
      ) STRICT;

      -- Times in nanoseconds and inodes need more than 53 bits: kept as text.
      CREATE TABLE model_files (
        model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
        part INTEGER NOT NULL,
        path TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified TEXT NOT NULL,
        inode TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (model_id, part)
      ) STRICT;

      CREATE TABLE file_digests (
        path TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        modified TEXT NOT NULL,
        inode TEXT NOT NULL,
        sha256 TEXT NOT NULL
      ) STRICT;

      CREATE TABLE genomes (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        digest TEXT NOT NULL UNIQUE,
        description TEXT NOT NULL,
        built_in INTEGER NOT NULL,
        added_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE genome_genes (
        genome_id TEXT NOT NULL REFERENCES genomes (id) ON DELETE CASCADE,
        gene_index INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (genome_id, gene_index)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE environments (
        id INTEGER PRIMARY KEY,
        content TEXT NOT NULL UNIQUE
      ) STRICT;

      -- AUTOINCREMENT: an id that has been removed never names another probe, so that caches keyed by it stay true.
      CREATE TABLE probes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
        genome_id TEXT NOT NULL REFERENCES genomes (id) ON DELETE RESTRICT,
        chars INTEGER NOT NULL,
        strip TEXT NOT NULL,
        temperature REAL NOT NULL,
        tolerance REAL NOT NULL,
        max_depth INTEGER NOT NULL,
        max_nodes INTEGER NOT NULL,
        elapsed REAL NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (model_id, genome_id, chars, strip, temperature, tolerance, max_depth, max_nodes)
      ) STRICT;

      CREATE INDEX probes_by_genome ON probes (genome_id);

      CREATE TABLE gene_results (
        probe_id INTEGER NOT NULL REFERENCES probes (id) ON DELETE CASCADE,
        gene_index INTEGER NOT NULL,
        environment_id INTEGER NOT NULL REFERENCES environments (id),
        log_likelihood REAL NOT NULL,
        tokens INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        nodes INTEGER NOT NULL,
        evaluated_tokens INTEGER NOT NULL,
        unresolved REAL NOT NULL,
        bound REAL NOT NULL,
        cap TEXT NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (probe_id, gene_index)
      ) STRICT;

      -- Covers the sums of a list of probes, which would otherwise read every population's pages.
      CREATE INDEX gene_results_summary ON gene_results
        (probe_id, environment_id, log_likelihood, tokens, bytes, nodes, evaluated_tokens, unresolved, bound, cap);

      CREATE TABLE set_aside_genes (
        probe_id INTEGER NOT NULL REFERENCES probes (id) ON DELETE CASCADE,
        gene_index INTEGER NOT NULL,
        failure TEXT NOT NULL,
        message TEXT NOT NULL,
        set_aside_at TEXT NOT NULL,
        PRIMARY KEY (probe_id, gene_index)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 2,
    name: 'precision of a probe, noise of the engine',
    sql: `
      -- The key of a table cannot be changed, so the table is made anew. Foreign keys are off while steps run.
      CREATE TABLE probes_with_precision (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
        genome_id TEXT NOT NULL REFERENCES genomes (id) ON DELETE RESTRICT,
        chars INTEGER NOT NULL,
        strip TEXT NOT NULL,
        temperature REAL NOT NULL,
        tolerance REAL NOT NULL,
        max_depth INTEGER NOT NULL,
        max_nodes INTEGER NOT NULL,
        precision TEXT NOT NULL,
        elapsed REAL NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (model_id, genome_id, chars, strip, temperature, tolerance, max_depth, max_nodes, precision)
      ) STRICT;

      INSERT INTO probes_with_precision
        SELECT id, model_id, genome_id, chars, strip, temperature, tolerance, max_depth, max_nodes, 'file', elapsed, updated_at FROM probes;

      DROP TABLE probes;

      ALTER TABLE probes_with_precision RENAME TO probes;

      CREATE INDEX probes_by_genome ON probes (genome_id);

      CREATE TABLE gene_noise (
        probe_id INTEGER NOT NULL REFERENCES probes (id) ON DELETE CASCADE,
        gene_index INTEGER NOT NULL,
        total_variation REAL NOT NULL,
        PRIMARY KEY (probe_id, gene_index)
      ) STRICT, WITHOUT ROWID;
    `,
  },
]

/** The schema that this version of Cladescope writes. */
export const schemaVersion = migrations.at(-1)!.version
