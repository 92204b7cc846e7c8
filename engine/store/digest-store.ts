import type { Connection } from './open-database.ts'

/** What tells one state of a file from another without reading it. */
export interface FileIdentity {
  /** With symbolic links resolved. */
  readonly path: string
  readonly size: number
  /** Nanoseconds. */
  readonly modified: string
  readonly inode: string
}

/** Digests of files that have been read before, so that a file is hashed once per state. */
export class DigestStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  get(file: FileIdentity): string | undefined {
    return this.connection
      .prepare<[string, number, string, string], string>('SELECT sha256 FROM file_digests WHERE path = ? AND size = ? AND modified = ? AND inode = ?')
      .pluck()
      .get(file.path, file.size, file.modified, file.inode)
  }

  set(file: FileIdentity, sha256: string): void {
    this.connection
      .prepare('INSERT OR REPLACE INTO file_digests (path, size, modified, inode, sha256) VALUES (?, ?, ?, ?, ?)')
      .run(file.path, file.size, file.modified, file.inode, sha256)
  }
}
