import type { FileState } from '../../native/file-state.ts'
import type { Connection } from './open-database.ts'

/** A file in one of its states. */
export interface FileIdentity extends FileState {
  /** With symbolic links resolved. */
  readonly path: string
}

/** Digests of files that have been read before, so that a file is hashed once per state. */
export class DigestStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  get(file: FileIdentity): string | undefined {
    return this.connection
      .prepare<FileIdentity, string>(
        `SELECT sha256 FROM file_digests
         WHERE path = @path AND device = @device AND inode = @inode AND size = @size AND modified = @modified AND changed = @changed`,
      )
      .pluck()
      .get(file)
  }

  set(file: FileIdentity, sha256: string): void {
    this.connection
      .prepare(
        `INSERT OR REPLACE INTO file_digests (path, device, inode, size, modified, changed, sha256)
         VALUES (@path, @device, @inode, @size, @modified, @changed, @sha256)`,
      )
      .run({ ...file, sha256 })
  }
}
