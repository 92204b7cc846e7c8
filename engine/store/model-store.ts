import { inNameOrder } from '../../core/model/name-order.ts'
import type { NamedApart } from '../../core/model/name-apart.ts'
import type { FileState } from '../../native/file-state.ts'
import type { DeclaredBase, HeaderFacts, TensorTypeShare } from '../library/gguf/header-facts.ts'
import { declaredFileType, quantizationOf } from '../library/gguf/quantization.ts'
import type { Connection } from './open-database.ts'

/** One file of a model in the state in which it was read. */
export interface ModelFile extends FileState {
  readonly path: string
  readonly sha256: string
}

/** Where a model is: one folder's files, all parts of it in order. */
export interface ModelPlace {
  /** By which it is told from the other places of the same model. */
  readonly number: number
  readonly files: readonly ModelFile[]
}

const fileColumns = 'path, device, inode, size, modified, changed, sha256'

export interface StoredModel extends HeaderFacts {
  readonly id: string
  /** As the user stated it; null where nobody did. */
  readonly statedFamily: string | null
  readonly sha256: string
  readonly name: string
  /** Bytes of all parts. */
  readonly size: number
  /** What it was named when it was added; null where it was never renamed. */
  readonly firstName: string | null
  /** In the order of their letters. */
  readonly tags: readonly string[]
  readonly addedAt: string
  /** Where its content has been read, in the order in which that was. */
  readonly places: readonly ModelPlace[]
}

/** What is needed to tell a model from others of its name. */
export interface NamedModel
  extends Pick<
    StoredModel,
    'id' | 'name' | 'sha256' | 'size' | 'parameters' | 'quantization' | 'declaredName' | 'declaredBases'
  > {
  /** Of its first file; null where none is recorded. */
  readonly path: string | null
}

interface ModelRow {
  id: string
  sha256: string
  name: string
  size: number
  architecture: string
  parameters: number
  quantization: string
  tokenizer: string
  vocabulary_size: number
  vocabulary_digest: string | null
  family: string | null
  first_name: string | null
  context_length: number | null
  declared_name: string | null
  declared_bases: string
  license: string | null
  metadata: string
  tensor_types: string
  added_at: string
}

interface FileRow extends ModelFile {
  readonly model_id: string
  readonly place: number
}

/** The models of the library in SQLite. */
export class ModelStore {
  private readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  /** All models in the order of their names (`compareNames`). */
  list(): StoredModel[] {
    const files = Map.groupBy(
      this.connection
        .prepare<[], FileRow>(`SELECT model_id, place, ${fileColumns} FROM model_files ORDER BY model_id, place, part`)
        .all(),
      (file) => file.model_id,
    )
    const tags = this.allTags()
    const rows = this.connection.prepare<[], ModelRow>('SELECT * FROM models ORDER BY id').all()
    return inNameOrder(rows, ({ name }) => name).map((row) =>
      modelOf(row, files.get(row.id) ?? [], tags.get(row.id) ?? []),
    )
  }

  get(id: string): StoredModel | undefined {
    return this.find('SELECT * FROM models WHERE id = ?', id)
  }

  byDigest(sha256: string): StoredModel | undefined {
    return this.find('SELECT * FROM models WHERE sha256 = ?', sha256)
  }

  /** The name of a model; undefined where it is not in the library. */
  nameOf(id: string): string | undefined {
    return this.connection.prepare<[string], string>('SELECT name FROM models WHERE id = ?').pluck().get(id)
  }

  /** The models of a name, and those with something in parentheses behind it. */
  namesakes(name: string): NamedModel[] {
    return this.connection
      .prepare<[string, string, string], Omit<NamedModel, 'declaredBases'> & { declared_bases: string }>(
        `SELECT id, name, sha256, size, parameters, quantization, declared_name AS declaredName, declared_bases,
           (SELECT path FROM model_files WHERE model_id = models.id ORDER BY place, part LIMIT 1) AS path
         FROM models WHERE name = ? OR (name >= ? AND name < ?) ORDER BY name`,
      )
      .all(name, `${name} (`, `${name} )`)
      .map(({ declared_bases: bases, ...model }) => ({ ...model, declaredBases: JSON.parse(bases) as DeclaredBase[] }))
  }

  /** A short id for new content: the first 12 characters of its digest, more where another model begins the same. */
  idFor(sha256: string): string {
    for (let length = 12; length < sha256.length; length += 4) {
      const id = sha256.slice(0, length)
      if (this.get(id) === undefined) return id
    }
    return sha256
  }

  /**
   * Adds a model, and gives another one the name that tells it apart from that. False, with nothing written, where
   * another process has added the same content or name in the meantime, or has taken or changed the name of that one.
   */
  insert(model: StoredModel, renamed: NamedApart['renamed'] = null): boolean {
    return this.connection
      .transaction(() => {
        const isTaken = this.connection.prepare('SELECT 1 FROM models WHERE id = ? OR sha256 = ? OR name = ?')
        if (isTaken.get(model.id, model.sha256, model.name) !== undefined) return false
        if (renamed !== null && !this.renameFrom(renamed)) return false
        this.connection
          .prepare(
            `INSERT INTO models (id, sha256, name, size, architecture, parameters, quantization, tokenizer, vocabulary_size,
               vocabulary_digest, context_length, declared_name, declared_bases, license, metadata, tensor_types, added_at,
               family, first_name)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            model.id,
            model.sha256,
            model.name,
            model.size,
            model.architecture,
            model.parameters,
            model.quantization,
            model.tokenizer,
            model.vocabularySize,
            model.vocabularyDigest,
            model.contextLength,
            model.declaredName,
            JSON.stringify(model.declaredBases),
            model.license,
            JSON.stringify(model.metadata),
            JSON.stringify(model.tensorTypes),
            model.addedAt,
            model.statedFamily,
            model.firstName,
          )
        for (const place of model.places) this.writePlace(model.id, place)
        if (model.tags.length > 0) this.setTags([model.id], { add: model.tags, remove: [] })
        return true
      })
      .immediate()
  }

  /**
   * Records where a model is, beside its places so far, or how the files there look now where the place is recorded
   * already. Answers whether it is a new place.
   */
  keepPlace(id: string, files: readonly ModelFile[]): boolean {
    return this.connection
      .transaction(() => {
        const places = this.get(id)?.places ?? []
        const recorded = places.find((place) => place.files[0]?.path === files[0]?.path)
        const number = recorded?.number ?? Math.max(-1, ...places.map((place) => place.number)) + 1
        this.writePlace(id, { number, files })
        return recorded === undefined
      })
      .immediate()
  }

  /** Records where several models are, all or none of them. */
  keepPlaces(found: readonly { readonly id: string; readonly files: readonly ModelFile[] }[]): void {
    this.connection
      .transaction(() => {
        for (const { id, files } of found) this.keepPlace(id, files)
      })
      .immediate()
  }

  /** Records how the files of a place look now. One that has been removed meanwhile stays so. */
  updatePlace(id: string, place: ModelPlace): void {
    this.connection.transaction(() => {
      if (this.removePlace(id, place.number)) this.writePlace(id, place)
    })()
  }

  /** Forgets a place of a model; false where it has none of that number. */
  removePlace(id: string, number: number): boolean {
    const remove = this.connection.prepare('DELETE FROM model_files WHERE model_id = ? AND place = ?')
    return remove.run(id, number).changes > 0
  }

  /** A path holds one content: what another model had there is its place no longer. */
  private writePlace(id: string, { number, files }: ModelPlace): void {
    this.removePlace(id, number)
    const former = this.connection.prepare(
      `DELETE FROM model_files WHERE (model_id, place) IN
         (SELECT model_id, place FROM model_files WHERE path = ? AND model_id <> ?)`,
    )
    for (const { path } of files) former.run(path, id)
    const insert = this.connection.prepare(
      `INSERT INTO model_files (model_id, place, part, ${fileColumns})
       VALUES (@id, @number, @part, @path, @device, @inode, @size, @modified, @changed, @sha256)`,
    )
    files.forEach((file, part) => insert.run({ ...file, id, number, part }))
  }

  /** False where the model is not named so any more, or another one has the name. */
  private renameFrom({ id, from, to }: NonNullable<NamedApart['renamed']>): boolean {
    return (
      this.connection.prepare('SELECT 1 FROM models WHERE id = ? AND name = ?').get(id, from) !== undefined &&
      this.setName(id, to)
    )
  }

  private setName(id: string, name: string): boolean {
    return this.connection.prepare('UPDATE OR IGNORE models SET name = ? WHERE id = ?').run(name, id).changes > 0
  }

  /** Keeps in mind what it was named at first. False where there is no such model, or another one has the name. */
  rename(id: string, name: string): boolean {
    const rename = this.connection.prepare(
      `UPDATE OR IGNORE models SET name = @name, first_name = nullif(coalesce(first_name, name), @name) WHERE id = @id`,
    )
    return rename.run({ id, name }).changes > 0
  }

  /**
   * Puts tags on models and takes others away. A tag that the library has in another case is taken as it is there.
   *
   * @param tags added first, then removed
   */
  setTags(ids: readonly string[], tags: { readonly add: readonly string[]; readonly remove: readonly string[] }): void {
    this.connection
      .transaction(() => {
        const known = new Map([...this.allTags().values()].flat().map((tag) => [tagKey(tag), tag]))
        const add = this.connection.prepare('INSERT OR IGNORE INTO model_tags (model_id, tag) VALUES (?, ?)')
        const remove = this.connection.prepare('DELETE FROM model_tags WHERE model_id = ? AND tag = ?')
        for (const wanted of tags.add) {
          const tag = known.get(tagKey(wanted)) ?? wanted
          known.set(tagKey(tag), tag)
          for (const id of ids) add.run(id, tag)
        }
        for (const tag of tags.remove) for (const id of ids) remove.run(id, known.get(tagKey(tag)) ?? tag)
      })
      .immediate()
  }

  /** The tags of each model that has some. */
  private allTags(): Map<string, string[]> {
    const rows = this.connection
      .prepare<[], { model_id: string; tag: string }>('SELECT model_id, tag FROM model_tags ORDER BY tag')
      .all()
    const tags = new Map<string, string[]>()
    for (const { model_id: id, tag } of rows) tags.set(id, [...(tags.get(id) ?? []), tag])
    return tags
  }

  /** States the family of models, or with null takes back what was stated. */
  setFamily(ids: readonly string[], family: string | null): void {
    const write = this.connection.prepare('UPDATE models SET family = ? WHERE id = ?')
    this.connection
      .transaction(() => {
        for (const id of ids) write.run(family, id)
      })
      .immediate()
  }

  setVocabularyDigest(id: string, digest: string): void {
    this.connection.prepare('UPDATE models SET vocabulary_digest = ? WHERE id = ?').run(digest, id)
  }

  /** Removes a model and, by the foreign keys, its probes and their results. */
  remove(id: string): boolean {
    return this.connection.prepare('DELETE FROM models WHERE id = ?').run(id).changes > 0
  }

  private find(sql: string, value: string): StoredModel | undefined {
    const row = this.connection.prepare<[string], ModelRow>(sql).get(value)
    if (row === undefined) return undefined
    const files = this.connection
      .prepare<[string], FileRow>(
        `SELECT model_id, place, ${fileColumns} FROM model_files WHERE model_id = ? ORDER BY place, part`,
      )
      .all(row.id)
    const tags = this.connection
      .prepare<[string], string>('SELECT tag FROM model_tags WHERE model_id = ? ORDER BY tag')
      .pluck()
      .all(row.id)
    return modelOf(row, files, tags)
  }
}

/** The places of one model, from the rows of all its files in their order. */
function placesOf(rows: readonly FileRow[]): ModelPlace[] {
  const places = Map.groupBy(rows, ({ place }) => place)
  return [...places].map(([number, files]) => ({
    number,
    files: files.map(({ path, device, inode, size, modified, changed, sha256 }) => ({
      path,
      device,
      inode,
      size,
      modified,
      changed,
      sha256,
    })),
  }))
}

function modelOf(row: ModelRow, files: readonly FileRow[], tags: readonly string[]): StoredModel {
  const metadata = JSON.parse(row.metadata) as HeaderFacts['metadata']
  const tensorTypes = JSON.parse(row.tensor_types) as TensorTypeShare[]
  return {
    id: row.id,
    sha256: row.sha256,
    name: row.name,
    size: row.size,
    architecture: row.architecture,
    parameters: row.parameters,
    // From the tensors: earlier versions stored what the header says.
    quantization: quantizationOf(declaredFileType(metadata), tensorTypes).name,
    tokenizer: row.tokenizer,
    vocabularySize: row.vocabulary_size,
    vocabularyDigest: row.vocabulary_digest,
    statedFamily: row.family,
    contextLength: row.context_length,
    declaredName: row.declared_name,
    declaredBases: JSON.parse(row.declared_bases) as DeclaredBase[],
    license: row.license,
    metadata,
    tensorTypes,
    addedAt: row.added_at,
    firstName: row.first_name,
    tags,
    places: placesOf(files),
  }
}

/** A text that is the same for one tag in whatever case it is written. */
function tagKey(tag: string): string {
  return tag.toLowerCase()
}
