import type { Connection } from './open-database.ts'

/** A folder from which models were added. */
export interface LibraryFolder {
  readonly path: string
  /** Whether embedding models and rerankers in it were added too. */
  readonly embeddings: boolean
}

/** The folders from which models were added, to look through them again. */
export class FolderStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  list(): LibraryFolder[] {
    return this.connection
      .prepare<[], { path: string; embeddings: number }>('SELECT path, embeddings FROM library_folders ORDER BY path')
      .all()
      .map(({ path, embeddings }) => ({ path, embeddings: embeddings !== 0 }))
  }

  keep({ path, embeddings }: LibraryFolder): void {
    this.connection
      .prepare(
        `INSERT INTO library_folders (path, embeddings) VALUES (?, ?)
         ON CONFLICT (path) DO UPDATE SET embeddings = excluded.embeddings WHERE embeddings <> excluded.embeddings`,
      )
      .run(path, Number(embeddings))
  }
}
