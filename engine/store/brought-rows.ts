/**
 * Rows that come back to a database or come from another one. Ids are of one database only, so each row is recognized
 * by what it is: a model by its content, a probe by its model, genome and settings. A row that is there stays as it is;
 * one that is not gets its id where that is free, else a free one, and rows that point to it follow.
 */
import type { Statement } from 'better-sqlite3'
import type { Connection } from './connection.ts'
import type { StoredRow, StoredValue } from './packed-row.ts'
import { quoted, type TableShape, type TableShapes, tableShapes } from './table-shapes.ts'

/** `known`: a row that is the same was there. `left-out`: it follows from rows that are not the ones it was made of. */
type Outcome = 'brought' | 'known' | 'left-out'

/** A value that a row here keeps, though the row that came has another one. */
export interface Disagreement {
  readonly table: string
  /** Of the row here. */
  readonly name: string
  readonly column: string
  readonly kept: StoredValue
  readonly other: StoredValue
}

/** By which columns a row is recognized, where that is not the first of its constraints; empty: by none. */
const identities: Readonly<Record<string, readonly string[]>> = {
  models: ['sha256'],
  genomes: ['digest'],
  benchmarks: ['digest'],
  checkpoint_tables: [],
  scores: ['scored_model_id', 'benchmark', 'metric', 'shots', 'source'],
}

/** What was computed from the rows that these point to. One of them that was here before may have others. */
const computedTables: ReadonlySet<string> = new Set(['similarity_terms', 'near_probes', 'run_metrics'])

/** Columns of a row that was there which are filled in where they are empty, and told where they differ. */
const statedColumns: Readonly<Record<string, readonly string[]>> = {
  models: ['name', 'family'],
  scored_models: ['family', 'parameters', 'tokens', 'flops'],
  scores: ['value', 'stderr', 'n'],
  genomes: ['name'],
  benchmarks: ['name'],
}

export class BroughtRows {
  /** What the rows that were there say otherwise. */
  readonly disagreements: Disagreement[] = []
  /** Rows whose name was taken, with the name that they have got. */
  readonly renamed: { readonly table: string; readonly from: string; readonly to: string }[] = []
  private readonly connection: Connection
  private readonly shapes: TableShapes
  private readonly statements = new Map<string, Statement>()
  private readonly idsHere = new Map<string, Map<StoredValue, StoredValue>>()
  private readonly knownIds = new Map<string, Set<StoredValue>>()
  private readonly placesHere = new Map<string, StoredValue>()
  /** By table, the last id that a row got because its own could not be kept. */
  private readonly newestIds = new Map<string, bigint>()

  constructor(connection: Connection, shapes: TableShapes = tableShapes(connection)) {
    this.connection = connection
    this.shapes = shapes
  }

  /** Rows that others point to are to be brought before those. The row may have columns that the table has not. */
  bring(table: string, row: StoredRow): Outcome {
    const shape = this.shapes.get(table)
    if (shape === undefined) return 'left-out'
    if (identities[table]?.length === 0 && this.knownIds.get(table)?.has(row['id']!) === true) return 'known'
    if (computedTables.has(table) && this.restsOnKnown(shape, row)) return 'left-out'
    const here = this.withIdsHere(shape, row)
    if (table === 'model_files') return this.bringFile(shape, here)
    if (table === 'checkpoint_rows' && this.restsOnKnown(shape, row)) return 'known'
    const same = this.same(shape, here)
    if (same !== undefined) {
      this.keepId(table, row['id'], same['id'], true)
      this.compare(shape, same, here)
      return 'known'
    }
    const id = this.insert(shape, this.withFreeName(shape, this.withFreeId(shape, here)))
    this.keepId(table, row['id'], id, false)
    return 'brought'
  }

  /** Says that a row which is here is the same as one that comes. */
  know(table: string, id: StoredValue, here: StoredValue): void {
    this.keepId(table, id, here, true)
  }

  /** A row with the ids that the rows it points to have here. */
  withIdsHere(shape: TableShape, row: StoredRow): StoredRow {
    return Object.fromEntries(
      shape.columns
        .filter((column) => row[column] !== undefined)
        .map((column) => {
          const target = this.targetOf(shape, column)
          const value = row[column]!
          return [column, target === undefined ? value : (this.idsHere.get(target)?.get(value) ?? value)]
        }),
    )
  }

  /** The table whose id a column holds, also where it points to a column that points on. */
  private targetOf(shape: TableShape, column: string): string | undefined {
    for (const { table, columns } of shape.foreignKeys) {
      const pair = columns.find(({ from }) => from === column)
      const target = pair === undefined ? undefined : this.shapes.get(table)
      if (pair === undefined || target === undefined) continue
      if (pair.to === 'id') return table
      return this.targetOf(target, pair.to)
    }
    return undefined
  }

  private restsOnKnown(shape: TableShape, row: StoredRow): boolean {
    return shape.columns.some((column) => {
      const target = this.targetOf(shape, column)
      return target !== undefined && this.knownIds.get(target)?.has(row[column]!) === true
    })
  }

  private keepId(table: string, from: StoredValue | undefined, to: StoredValue | undefined, isKnown: boolean): void {
    if (from === undefined || to === undefined) return
    if (!this.idsHere.has(table)) this.idsHere.set(table, new Map())
    this.idsHere.get(table)!.set(from, to)
    if (!isKnown) return
    if (!this.knownIds.has(table)) this.knownIds.set(table, new Set())
    this.knownIds.get(table)!.add(from)
  }

  private same(shape: TableShape, row: StoredRow): StoredRow | undefined {
    if (shape.name === 'scored_models') return this.sameScoredModel(shape, row)
    const columns = identities[shape.name] ?? shape.unique[0] ?? shape.key
    if (columns.length === 0) return undefined
    return this.row(
      shape,
      columns,
      columns.map((column) => row[column] ?? null),
    )
  }

  /**
   * A model of the library has one scored model; names and aliases are of one scored model each. Two that are matched
   * with different models are two, whatever their names.
   */
  private sameScoredModel(shape: TableShape, row: StoredRow): StoredRow | undefined {
    const modelId = row['model_id'] ?? null
    const matched = modelId === null ? undefined : this.row(shape, ['model_id'], [modelId])
    if (matched !== undefined) return matched
    const aliased = this.aliased(row['name']!)
    const named =
      this.row(shape, ['name'], [row['name']!]) ??
      (aliased === undefined ? undefined : this.row(shape, ['id'], [aliased]))
    if (named === undefined || modelId === null) return named
    if (named['model_id'] !== null) return undefined
    this.prepared('UPDATE scored_models SET model_id = ? WHERE id = ?').run(modelId, named['id'])
    return named
  }

  /** The id of the scored model with this alias. */
  private aliased(alias: StoredValue): StoredValue | undefined {
    return this.prepared('SELECT scored_model_id FROM scored_model_aliases WHERE alias = ?')
      .safeIntegers()
      .pluck()
      .get(alias) as StoredValue | undefined
  }

  private row(shape: TableShape, columns: readonly string[], values: readonly StoredValue[]): StoredRow | undefined {
    const condition = columns.map((column) => `${quoted(column)} IS ?`).join(' AND ')
    const shown = [...new Set([...shape.key, ...(statedColumns[shape.name] ?? []), ...this.nameColumns(shape)])]
    const selected = shape.name === 'scored_models' ? '*' : shown.length === 0 ? '1' : shown.map(quoted).join(', ')
    return this.prepared(`SELECT ${selected} FROM ${quoted(shape.name)} WHERE ${condition}`)
      .safeIntegers()
      .get(...values) as StoredRow | undefined
  }

  private nameColumns(shape: TableShape): string[] {
    return shape.columns.includes('name') && shape.key.length === 1 ? ['name'] : []
  }

  private compare(shape: TableShape, here: StoredRow, other: StoredRow): void {
    for (const column of statedColumns[shape.name] ?? []) {
      const [kept, came] = [here[column] ?? null, other[column] ?? null]
      if (came === null || kept === came) continue
      if (kept === null)
        this.prepared(`UPDATE ${quoted(shape.name)} SET ${quoted(column)} = ? WHERE id = ?`).run(came, here['id'])
      else
        this.disagreements.push({
          table: shape.name,
          name: this.nameOf(shape, here, other),
          column,
          kept,
          other: came,
        })
      // Its standard error and number of items are those of the value that stays.
      if (shape.name === 'scores' && column === 'value' && kept !== came) return
    }
  }

  private nameOf(shape: TableShape, here: StoredRow, other: StoredRow): string {
    if (shape.name !== 'scores') return String(here['name'] ?? here['id'])
    const model = this.prepared('SELECT name FROM scored_models WHERE id = ?').pluck().get(other['scored_model_id'])
    return `${String(model)} on ${String(other['benchmark'])} (${String(other['metric'])})`
  }

  /**
   * Ids that are numbers stay in the order in which they come: a pair of probes has the lower one first. So once a row
   * has got a new one, which is higher than all others, those behind it get new ones too.
   */
  private withFreeId(shape: TableShape, row: StoredRow): StoredRow {
    const [column, ...more] = shape.key
    if (column !== 'id' || more.length > 0 || row['id'] === undefined) return row
    const isTaken = this.prepared(`SELECT 1 FROM ${quoted(shape.name)} WHERE id = ?`)
    const isFree = isTaken.get(row['id']) === undefined
    if (typeof row['id'] !== 'string') {
      if (isFree && (row['id'] as bigint) > (this.newestIds.get(shape.name) ?? -1n)) return row
      return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'id'))
    }
    if (isFree) return row
    const digest = String(row['sha256'] ?? row['digest'])
    for (let length = 12; length < digest.length; length += 4) {
      const id = digest.slice(0, length)
      if (isTaken.get(id) === undefined) return { ...row, id }
    }
    return { ...row, id: digest }
  }

  /** Names are unique in most tables. */
  private withFreeName(shape: TableShape, row: StoredRow): StoredRow {
    if (!shape.unique.some((columns) => columns.length === 1 && columns[0] === 'name')) return row
    const named = this.prepared(`SELECT 1 FROM ${quoted(shape.name)} WHERE name = ?`)
    const isTaken = (name: string): boolean =>
      named.get(name) !== undefined || (shape.name === 'scored_models' && this.aliased(name) !== undefined)
    const from = String(row['name'])
    if (!isTaken(from)) return row
    for (let number = 2; ; number += 1) {
      const to = `${from} (${String(number)})`
      if (isTaken(to)) continue
      this.renamed.push({ table: shape.name, from, to })
      return { ...row, name: to }
    }
  }

  /** Answers the id of the new row, where it has one. */
  private insert(shape: TableShape, row: StoredRow): StoredValue | undefined {
    const columns = Object.keys(row)
    const { lastInsertRowid } = this.prepared(
      `INSERT INTO ${quoted(shape.name)} (${columns.map(quoted).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    ).run(...Object.values(row))
    if (shape.key.length !== 1 || shape.key[0] !== 'id') return undefined
    if (row['id'] === undefined) this.newestIds.set(shape.name, BigInt(lastInsertRowid))
    return row['id'] ?? BigInt(lastInsertRowid)
  }

  /**
   * A path holds one content, and a model has each of its places once: a place that is recorded here, of whatever
   * model, stays as it is.
   */
  private bringFile(shape: TableShape, row: StoredRow): Outcome {
    const from = `${String(row['model_id'])} ${String(row['place'])}`
    if (row['part'] === 0n) {
      const recorded = this.prepared('SELECT 1 FROM model_files WHERE path = ?').get(row['path'])
      if (recorded !== undefined) return 'known'
      const taken = this.prepared('SELECT 1 FROM model_files WHERE model_id = ? AND place = ?')
      const next = this.prepared('SELECT max(place) + 1 FROM model_files WHERE model_id = ?').safeIntegers().pluck()
      const isTaken = taken.get(row['model_id'], row['place']) !== undefined
      this.placesHere.set(from, isTaken ? (next.get(row['model_id']) as bigint) : row['place']!)
    }
    const place = this.placesHere.get(from)
    if (place === undefined) return 'known'
    this.insert(shape, { ...row, place })
    return 'brought'
  }

  /** A statement that is read once: with its triggers that takes longer than to run it. */
  private prepared(sql: string): Statement {
    const statement = this.statements.get(sql) ?? this.connection.prepare(sql)
    this.statements.set(sql, statement)
    return statement
  }
}
