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
  {
    version: 3,
    name: 'scores, benchmarks and their item results',
    sql: `
      CREATE TABLE scored_models (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        model_id TEXT UNIQUE REFERENCES models (id) ON DELETE SET NULL,
        family TEXT,
        parameters REAL,
        tokens REAL,
        flops REAL
      ) STRICT;

      CREATE TABLE scored_model_aliases (
        alias TEXT PRIMARY KEY,
        scored_model_id INTEGER NOT NULL REFERENCES scored_models (id) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;

      CREATE INDEX scored_model_aliases_by_model ON scored_model_aliases (scored_model_id);

      CREATE TABLE benchmarks (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        digest TEXT NOT NULL UNIQUE,
        task TEXT NOT NULL,
        description TEXT NOT NULL,
        built_in INTEGER NOT NULL,
        added_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE benchmark_records (
        benchmark_id TEXT NOT NULL REFERENCES benchmarks (id) ON DELETE CASCADE,
        record_index INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (benchmark_id, record_index)
      ) STRICT, WITHOUT ROWID;

      -- Without a limit, item_limit is 0: NULLs would count as different in the key.
      CREATE TABLE benchmark_runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
        benchmark_id TEXT NOT NULL REFERENCES benchmarks (id) ON DELETE RESTRICT,
        task TEXT NOT NULL,
        shots INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        item_limit INTEGER NOT NULL,
        precision TEXT NOT NULL,
        items INTEGER NOT NULL,
        elapsed REAL NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (model_id, benchmark_id, task, shots, seed, item_limit, precision)
      ) STRICT;

      CREATE INDEX benchmark_runs_by_benchmark ON benchmark_runs (benchmark_id);

      CREATE TABLE item_results (
        run_id INTEGER NOT NULL REFERENCES benchmark_runs (id) ON DELETE CASCADE,
        item_index INTEGER NOT NULL,
        environment_id INTEGER NOT NULL REFERENCES environments (id),
        PRIMARY KEY (run_id, item_index)
      ) STRICT, WITHOUT ROWID;

      -- A log-likelihood is the sum over at least one token of a prompt.
      CREATE TABLE choice_results (
        run_id INTEGER NOT NULL,
        item_index INTEGER NOT NULL,
        choice INTEGER NOT NULL,
        log_likelihood REAL NOT NULL CHECK (log_likelihood <= 0),
        tokens INTEGER NOT NULL CHECK (tokens >= 1),
        greedy INTEGER NOT NULL,
        cut_tokens INTEGER NOT NULL CHECK (cut_tokens >= 0),
        PRIMARY KEY (run_id, item_index, choice),
        FOREIGN KEY (run_id, item_index) REFERENCES item_results (run_id, item_index) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE set_aside_items (
        run_id INTEGER NOT NULL REFERENCES benchmark_runs (id) ON DELETE CASCADE,
        item_index INTEGER NOT NULL,
        failure TEXT NOT NULL,
        message TEXT NOT NULL,
        set_aside_at TEXT NOT NULL,
        PRIMARY KEY (run_id, item_index)
      ) STRICT, WITHOUT ROWID;

      -- What a run amounts to, over all its items and, under the name of a group, over the group's; group_name is '' for all.
      CREATE TABLE run_metrics (
        run_id INTEGER NOT NULL REFERENCES benchmark_runs (id) ON DELETE CASCADE,
        group_name TEXT NOT NULL,
        metric TEXT NOT NULL,
        position INTEGER NOT NULL,
        value REAL NOT NULL,
        stderr REAL,
        n INTEGER NOT NULL CHECK (n >= 1),
        PRIMARY KEY (run_id, group_name, metric)
      ) STRICT, WITHOUT ROWID;

      -- A measured score exists only together with the stored results of the items it was computed from.
      CREATE TRIGGER run_metrics_have_items BEFORE INSERT ON run_metrics
      WHEN NEW.group_name = '' AND NEW.n <> (SELECT count(*) FROM item_results WHERE run_id = NEW.run_id)
      BEGIN
        SELECT RAISE(ABORT, 'a measured score needs the stored results of its items');
      END;

      CREATE TRIGGER run_metrics_stay BEFORE UPDATE ON run_metrics
      BEGIN
        SELECT RAISE(ABORT, 'a measured score is made anew, not changed');
      END;

      CREATE TRIGGER run_metrics_go_with_items AFTER DELETE ON item_results
      BEGIN
        DELETE FROM run_metrics WHERE run_id = OLD.run_id;
      END;

      -- Scores from elsewhere; measured ones are in run_metrics.
      CREATE TABLE scores (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        scored_model_id INTEGER NOT NULL REFERENCES scored_models (id) ON DELETE CASCADE,
        benchmark TEXT NOT NULL,
        metric TEXT NOT NULL,
        shots INTEGER,
        value REAL NOT NULL,
        stderr REAL,
        n INTEGER,
        source TEXT NOT NULL CHECK (source IN ('typed', 'imported')),
        source_detail TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT;

      CREATE UNIQUE INDEX scores_of_a_source ON scores (scored_model_id, benchmark, metric, ifnull(shots, -1), source);
    `,
  },
  {
    version: 4,
    name: 'tables of finetuned checkpoints',
    sql: `
      CREATE TABLE checkpoint_tables (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        added_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE checkpoint_rows (
        table_id INTEGER NOT NULL REFERENCES checkpoint_tables (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        checkpoint TEXT NOT NULL,
        loss REAL NOT NULL CHECK (loss > 0),
        examples REAL NOT NULL CHECK (examples = 0 OR examples >= 1),
        score REAL NOT NULL,
        flops REAL CHECK (flops > 0),
        PRIMARY KEY (table_id, position)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 5,
    name: 'pooled tolerance',
    sql: `
      -- As in step 2: the key of a table cannot be changed.
      CREATE TABLE probes_with_pooling (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
        genome_id TEXT NOT NULL REFERENCES genomes (id) ON DELETE RESTRICT,
        chars INTEGER NOT NULL,
        strip TEXT NOT NULL,
        temperature REAL NOT NULL,
        tolerance REAL NOT NULL,
        pooled INTEGER NOT NULL CHECK (pooled IN (0, 1)),
        max_depth INTEGER NOT NULL,
        max_nodes INTEGER NOT NULL,
        precision TEXT NOT NULL,
        elapsed REAL NOT NULL,
        updated_at TEXT NOT NULL,
        UNIQUE (model_id, genome_id, chars, strip, temperature, tolerance, pooled, max_depth, max_nodes, precision)
      ) STRICT;

      INSERT INTO probes_with_pooling
        SELECT id, model_id, genome_id, chars, strip, temperature, tolerance, 0, max_depth, max_nodes, precision, elapsed, updated_at FROM probes;

      -- Ids that were given out and removed stay out of use.
      DELETE FROM sqlite_sequence WHERE name = 'probes_with_pooling';

      INSERT INTO sqlite_sequence (name, seq) SELECT 'probes_with_pooling', seq FROM sqlite_sequence WHERE name = 'probes';

      DROP TABLE probes;

      ALTER TABLE probes_with_pooling RENAME TO probes;

      CREATE INDEX probes_by_genome ON probes (genome_id);
    `,
  },
  {
    version: 6,
    name: 'checksums of what is stored',
    sql: `
      -- The content comes last, so that the other columns can be read without it. Its checksum is made now where it can be read; -1: it cannot.
      CREATE TABLE gene_results_with_checksum (
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
        content_checksum INTEGER NOT NULL,
        checksum INTEGER,
        content BLOB NOT NULL,
        PRIMARY KEY (probe_id, gene_index)
      ) STRICT;

      INSERT INTO gene_results_with_checksum
        SELECT probe_id, gene_index, environment_id, log_likelihood, tokens, bytes, nodes, evaluated_tokens, unresolved, bound, cap,
          first_record_checksum(content, log_likelihood, tokens, bytes, nodes, evaluated_tokens, unresolved, bound, cap), NULL, content
        FROM gene_results;

      DROP TABLE gene_results;

      ALTER TABLE gene_results_with_checksum RENAME TO gene_results;

      CREATE INDEX gene_results_summary ON gene_results
        (probe_id, environment_id, log_likelihood, tokens, bytes, nodes, evaluated_tokens, unresolved, bound, cap);

      -- A checksum may be written; what it is of may not be changed.
      DROP TRIGGER run_metrics_stay;

      CREATE TRIGGER run_metrics_stay BEFORE UPDATE OF run_id, group_name, metric, position, value, stderr, n ON run_metrics
      BEGIN
        SELECT RAISE(ABORT, 'a measured score is made anew, not changed');
      END;

      -- One row: the schema as it was when it was last brought up to date.
      CREATE TABLE sealed_schema (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        version INTEGER NOT NULL,
        digest INTEGER NOT NULL
      ) STRICT;
    `,
  },
  {
    version: 7,
    name: 'states of files, noise that cannot be measured',
    sql: `
      -- Digests of before are of states that do not tell every change. They are made again.
      DROP TABLE file_digests;

      CREATE TABLE file_digests (
        path TEXT PRIMARY KEY,
        device TEXT NOT NULL,
        inode TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified TEXT NOT NULL,
        changed TEXT NOT NULL,
        sha256 TEXT NOT NULL
      ) STRICT;

      -- Files recorded before are in no known state: each is read once more before it is loaded.
      ALTER TABLE model_files ADD COLUMN device TEXT NOT NULL DEFAULT '';

      ALTER TABLE model_files ADD COLUMN changed TEXT NOT NULL DEFAULT '';

      -- NULL: it cannot be measured on this gene.
      CREATE TABLE gene_noise_or_null (
        probe_id INTEGER NOT NULL REFERENCES probes (id) ON DELETE CASCADE,
        gene_index INTEGER NOT NULL,
        total_variation REAL,
        PRIMARY KEY (probe_id, gene_index)
      ) STRICT, WITHOUT ROWID;

      INSERT INTO gene_noise_or_null SELECT probe_id, gene_index, total_variation FROM gene_noise;

      DROP TABLE gene_noise;

      ALTER TABLE gene_noise_or_null RENAME TO gene_noise;
    `,
  },
  {
    version: 8,
    name: 'families, vocabularies and near models',
    sql: `
      -- As the user stated it. What a table of scores says of a family stays in scored_models.
      ALTER TABLE models ADD COLUMN family TEXT;

      -- Over all tokens in their order; NULL where the file has not been read for it yet.
      ALTER TABLE models ADD COLUMN vocabulary_digest TEXT;

      -- Pairs of probes that comparisons found near each other: kept for the families of the library, and made anew by every comparison.
      CREATE TABLE near_probes (
        probe_id INTEGER NOT NULL REFERENCES probes (id) ON DELETE CASCADE,
        other_probe_id INTEGER NOT NULL REFERENCES probes (id) ON DELETE CASCADE,
        distance REAL NOT NULL CHECK (distance >= 0),
        PRIMARY KEY (probe_id, other_probe_id)
      ) STRICT, WITHOUT ROWID;

      CREATE INDEX near_probes_by_other ON near_probes (other_probe_id);
    `,
  },
  {
    version: 9,
    name: 'names that can be seen',
    sql: `
      -- Names that were unique stay so: one that would become another's has its id behind it.
      UPDATE OR IGNORE models SET name = shown_text(name) WHERE name <> shown_text(name);
      UPDATE models SET name = shown_text(name) || ' (' || id || ')' WHERE name <> shown_text(name);
      UPDATE models SET family = shown_text(family) WHERE family <> shown_text(family);
      UPDATE models SET declared_name = shown_text(declared_name) WHERE declared_name <> shown_text(declared_name);
      UPDATE models SET license = shown_text(license) WHERE license <> shown_text(license);
      UPDATE models SET declared_bases = shown_json(declared_bases) WHERE declared_bases <> shown_json(declared_bases);
      UPDATE models SET metadata = shown_json(metadata) WHERE metadata <> shown_json(metadata);

      UPDATE OR IGNORE genomes SET name = shown_text(name) WHERE name <> shown_text(name);
      UPDATE genomes SET name = shown_text(name) || ' (' || id || ')' WHERE name <> shown_text(name);

      UPDATE OR IGNORE benchmarks SET name = shown_text(name) WHERE name <> shown_text(name);
      UPDATE benchmarks SET name = shown_text(name) || ' (' || id || ')' WHERE name <> shown_text(name);

      DROP TRIGGER run_metrics_stay;

      UPDATE OR IGNORE run_metrics SET group_name = shown_text(group_name) WHERE group_name <> shown_text(group_name);

      CREATE TRIGGER run_metrics_stay BEFORE UPDATE OF run_id, group_name, metric, position, value, stderr, n ON run_metrics
      BEGIN
        SELECT RAISE(ABORT, 'a measured score is made anew, not changed');
      END;

      UPDATE OR IGNORE scored_models SET name = shown_text(name) WHERE name <> shown_text(name);
      UPDATE scored_models SET name = shown_text(name) || ' (' || id || ')' WHERE name <> shown_text(name);
      UPDATE scored_models SET family = shown_text(family) WHERE family <> shown_text(family);
      UPDATE OR IGNORE scored_model_aliases SET alias = shown_text(alias) WHERE alias <> shown_text(alias);
      DELETE FROM scored_model_aliases WHERE alias <> shown_text(alias);

      UPDATE OR IGNORE scores SET benchmark = shown_text(benchmark), metric = shown_text(metric) WHERE benchmark <> shown_text(benchmark) OR metric <> shown_text(metric);
      UPDATE scores SET benchmark = shown_text(benchmark) || ' (' || id || ')' WHERE benchmark <> shown_text(benchmark);
      UPDATE scores SET source_detail = shown_text(source_detail) WHERE source_detail <> shown_text(source_detail);

      UPDATE OR IGNORE checkpoint_tables SET name = shown_text(name) WHERE name <> shown_text(name);
      UPDATE checkpoint_rows SET checkpoint = shown_text(checkpoint) WHERE checkpoint <> shown_text(checkpoint);
      UPDATE checkpoint_tables SET name = shown_text(name) || ' (' || id || ')' WHERE name <> shown_text(name);
    `,
  },
  {
    version: 10,
    name: 'terms of similarity that are kept',
    sql: `
      -- What comparisons computed, to be read in its stead: of a pair of probes, or of one probe with itself. The version is that of the
      -- computation: terms of another one are made anew.
      CREATE TABLE similarity_terms (
        probe_id INTEGER NOT NULL REFERENCES probes (id) ON DELETE CASCADE,
        other_probe_id INTEGER NOT NULL REFERENCES probes (id) ON DELETE CASCADE CHECK (probe_id <= other_probe_id),
        version INTEGER NOT NULL,
        content_checksum INTEGER NOT NULL,
        checksum INTEGER,
        content BLOB NOT NULL,
        UNIQUE (probe_id, other_probe_id)
      ) STRICT;

      CREATE INDEX similarity_terms_by_other ON similarity_terms (other_probe_id);

      -- A gene that is taken out, as damage is, may come back with other values.
      CREATE TRIGGER similarity_terms_of_gene_gone AFTER DELETE ON gene_results
      BEGIN
        DELETE FROM similarity_terms WHERE probe_id = OLD.probe_id;
        DELETE FROM similarity_terms WHERE other_probe_id = OLD.probe_id;
      END;
    `,
  },
  {
    version: 11,
    name: 'names that could not be seen and were another one when shown',
    sql: `
      -- Version 9 left them as they were. Nothing is merged: each keeps its values, with a number behind its name.
      UPDATE OR IGNORE scores SET metric = shown_text(metric) WHERE metric <> shown_text(metric);
      UPDATE OR IGNORE scores SET metric = shown_text(metric) || ' (' || id || ')' WHERE metric <> shown_text(metric);

      CREATE TABLE unclear_groups AS
      SELECT run_id, group_name,
        shown_text(group_name) || ' (' || (1 + row_number() OVER (PARTITION BY run_id, shown_text(group_name) ORDER BY group_name)) || ')' AS shown
      FROM (SELECT DISTINCT run_id, group_name FROM run_metrics WHERE group_name <> shown_text(group_name));

      DROP TRIGGER run_metrics_stay;

      UPDATE OR IGNORE run_metrics SET group_name =
        (SELECT shown FROM unclear_groups AS unclear WHERE unclear.run_id = run_metrics.run_id AND unclear.group_name = run_metrics.group_name)
      WHERE group_name <> shown_text(group_name);

      CREATE TRIGGER run_metrics_stay BEFORE UPDATE OF run_id, group_name, metric, position, value, stderr, n ON run_metrics
      BEGIN
        SELECT RAISE(ABORT, 'a measured score is made anew, not changed');
      END;

      DROP TABLE unclear_groups;
    `,
  },
  {
    version: 12,
    name: 'several places of a model',
    sql: `
      -- A place holds all parts of the model. What was recorded before is the first.
      CREATE TABLE files_of_places (
        model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        part INTEGER NOT NULL,
        path TEXT NOT NULL,
        device TEXT NOT NULL,
        inode TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified TEXT NOT NULL,
        changed TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (model_id, place, part)
      ) STRICT;

      INSERT INTO files_of_places (model_id, place, part, path, device, inode, size, modified, changed, sha256)
      SELECT model_id, 0, part, path, device, inode, size, modified, changed, sha256 FROM model_files;

      DROP TABLE model_files;

      ALTER TABLE files_of_places RENAME TO model_files;
    `,
  },
  {
    version: 13,
    name: 'names with composed letters',
    sql: `
      -- Names that read alike and were two stay two: the second has its id behind it.
      UPDATE OR IGNORE models SET name = composed_text(name) WHERE name <> composed_text(name);
      UPDATE models SET name = composed_text(name) || ' (' || id || ')' WHERE name <> composed_text(name);
      UPDATE models SET family = composed_text(family) WHERE family <> composed_text(family);
      UPDATE models SET declared_name = composed_text(declared_name) WHERE declared_name <> composed_text(declared_name);
      UPDATE models SET license = composed_text(license) WHERE license <> composed_text(license);
      UPDATE models SET declared_bases = composed_json(declared_bases) WHERE declared_bases <> composed_json(declared_bases);

      UPDATE OR IGNORE genomes SET name = composed_text(name) WHERE name <> composed_text(name);
      UPDATE genomes SET name = composed_text(name) || ' (' || id || ')' WHERE name <> composed_text(name);

      UPDATE OR IGNORE benchmarks SET name = composed_text(name) WHERE name <> composed_text(name);
      UPDATE benchmarks SET name = composed_text(name) || ' (' || id || ')' WHERE name <> composed_text(name);

      UPDATE OR IGNORE scored_models SET name = composed_text(name) WHERE name <> composed_text(name);
      UPDATE scored_models SET name = composed_text(name) || ' (' || id || ')' WHERE name <> composed_text(name);
      UPDATE scored_models SET family = composed_text(family) WHERE family <> composed_text(family);
      UPDATE OR IGNORE scored_model_aliases SET alias = composed_text(alias) WHERE alias <> composed_text(alias);
      DELETE FROM scored_model_aliases WHERE alias <> composed_text(alias);

      UPDATE OR IGNORE scores SET benchmark = composed_text(benchmark), metric = composed_text(metric) WHERE benchmark <> composed_text(benchmark) OR metric <> composed_text(metric);
      UPDATE scores SET benchmark = composed_text(benchmark) || ' (' || id || ')', metric = composed_text(metric) WHERE benchmark <> composed_text(benchmark) OR metric <> composed_text(metric);

      UPDATE OR IGNORE checkpoint_tables SET name = composed_text(name) WHERE name <> composed_text(name);
      UPDATE checkpoint_rows SET checkpoint = composed_text(checkpoint) WHERE checkpoint <> composed_text(checkpoint);
      UPDATE checkpoint_tables SET name = composed_text(name) || ' (' || id || ')' WHERE name <> composed_text(name);
    `,
  },
  {
    version: 14,
    name: 'sketches of weights',
    sql: `
      CREATE TABLE tensor_sketches (
        model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        tensors INTEGER NOT NULL,
        version INTEGER NOT NULL,
        name TEXT NOT NULL,
        type TEXT NOT NULL,
        dimensions TEXT NOT NULL,
        elements INTEGER NOT NULL,
        sum_of_squares REAL NOT NULL,
        buckets INTEGER NOT NULL,
        row_set TEXT,
        content_checksum INTEGER NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (model_id, position)
      ) STRICT;
    `,
  },
  {
    version: 15,
    name: 'sampled units of sketched weights',
    sql: `
      -- What there was is of another version of the sketching, and made anew.
      DELETE FROM tensor_sketches;

      ALTER TABLE tensor_sketches ADD COLUMN sampled_units INTEGER;
    `,
  },
  {
    version: 16,
    name: 'refused sources of models',
    sql: `
      CREATE TABLE refused_sources (
        program TEXT NOT NULL,
        folder TEXT NOT NULL,
        PRIMARY KEY (program, folder)
      ) STRICT;
    `,
  },
  {
    version: 17,
    name: 'removals that can be undone',
    sql: `
      -- Names of what was removed, and how many rows of each table went, as JSON. Removals of one group are undone together.
      CREATE TABLE removals (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        group_name TEXT,
        names TEXT NOT NULL,
        counts TEXT NOT NULL,
        removed_at TEXT NOT NULL
      ) STRICT;

      -- Rows that went, were changed or were added by a removal, each packed with a checksum of its own.
      CREATE TABLE removed_rows (
        removal_id INTEGER NOT NULL REFERENCES removals (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        table_name TEXT NOT NULL,
        change TEXT NOT NULL CHECK (change IN ('removed', 'changed', 'added')),
        checksum INTEGER,
        content BLOB NOT NULL,
        PRIMARY KEY (removal_id, position)
      ) STRICT;

      CREATE INDEX removed_rows_by_table ON removed_rows (removal_id, change, table_name);
    `,
  },
  {
    version: 18,
    name: 'tags and first names of models, and the folders of the library',
    sql: `
      -- As it was named when it was added; null where it has that name still.
      ALTER TABLE models ADD COLUMN first_name TEXT;

      CREATE TABLE model_tags (
        model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
        tag TEXT NOT NULL,
        PRIMARY KEY (model_id, tag)
      ) STRICT;

      CREATE TABLE library_folders (
        path TEXT NOT NULL PRIMARY KEY,
        embeddings INTEGER NOT NULL
      ) STRICT;
    `,
  },
  {
    version: 19,
    name: 'jobs that are queued',
    sql: `
      -- Unfinished jobs only. \`engine\` names the run of the program whose queue it is, \`content\` is what is done, as JSON.
      CREATE TABLE queued_jobs (
        id TEXT PRIMARY KEY,
        queue TEXT NOT NULL CHECK (queue IN ('probes', 'scoring')),
        engine TEXT NOT NULL,
        process INTEGER NOT NULL,
        position INTEGER NOT NULL,
        model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
        content TEXT NOT NULL,
        pieces INTEGER NOT NULL,
        load TEXT NOT NULL,
        precision_reason TEXT,
        is_held INTEGER NOT NULL CHECK (is_held IN (0, 1)),
        is_begun INTEGER NOT NULL CHECK (is_begun IN (0, 1)),
        is_at_work INTEGER NOT NULL CHECK (is_at_work IN (0, 1))
      ) STRICT;
    `,
  },
]

/** The version from which on rows have checksums (see kept-checksums.ts). */
export const checksumsSince = migrations.find(({ name }) => name === 'checksums of what is stored')!.version

/** The schema that this version of Cladescope writes. */
export const schemaVersion = migrations.at(-1)!.version
