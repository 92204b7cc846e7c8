import { crc32 } from 'node:zlib'
import type { Statement } from 'better-sqlite3'
import {
  rowBuckets,
  type SampledUnits,
  signatureStep,
  sketchVersion,
  type TensorSketch,
  unitBuckets,
} from '../../core/lineage/tensor-sketch.ts'
import { isSoundIn } from './kept-checksums.ts'
import type { Connection } from './open-database.ts'

/** A model's sketches as far as they are stored. */
interface StoredSketches {
  /** By the number of the tensor in its model, from 0. */
  readonly byPosition: ReadonlyMap<number, TensorSketch>
  /** Tensors of the model; null where nothing is stored. */
  readonly tensors: number | null
}

interface SketchRow {
  readonly position: number
  readonly tensors: number
  readonly name: string
  readonly type: string
  readonly dimensions: string
  readonly elements: number
  readonly sum_of_squares: number
  readonly buckets: number
  readonly row_set: string | null
  readonly sampled_units: number | null
  readonly content_checksum: number
  readonly content: Buffer
}

/**
 * Sketches of the weights of models in SQLite, one row per tensor. They go with their model. What is damaged or of
 * another version of the sketching counts as absent.
 */
export class SketchStore {
  private readonly connection: Connection
  /** Made once: a lineage reads the sketches of a thousand models. */
  private reading:
    | { readonly statement: Statement<[string, number], SketchRow>; readonly isSound: (row: object) => boolean }
    | undefined

  constructor(connection: Connection) {
    this.connection = connection
  }

  of(modelId: string): StoredSketches {
    this.reading ??= {
      statement: this.connection.prepare<[string, number], SketchRow>(
        'SELECT * FROM tensor_sketches WHERE model_id = ? AND version = ? ORDER BY position',
      ),
      isSound: isSoundIn(this.connection, 'tensor_sketches'),
    }
    const { statement, isSound } = this.reading
    const rows = statement
      .all(modelId, sketchVersion)
      .filter((row) => isSound(row) && crc32(row.content) === row.content_checksum)
    return {
      byPosition: new Map(rows.map((row) => [row.position, sketchOf(row)])),
      tensors: rows[0]?.tensors ?? null,
    }
  }

  /** The sketches of all tensors of a model, in their order; null where one is missing. */
  whole(modelId: string): readonly TensorSketch[] | null {
    const { byPosition, tensors } = this.of(modelId)
    return tensors === null || byPosition.size < tensors ? null : [...byPosition.values()]
  }

  /** Ids of models that have a sketch of each tensor. */
  wholeIds(): readonly string[] {
    return this.connection
      .prepare<[number], string>(
        `SELECT model_id FROM tensor_sketches WHERE version = ? GROUP BY model_id HAVING count(*) >= max(tensors)
         ORDER BY model_id`,
      )
      .pluck()
      .all(sketchVersion)
  }

  /** How many sketches each model has. */
  counts(): readonly { readonly modelId: string; readonly sketches: number }[] {
    return this.connection
      .prepare<[number], { modelId: string; sketches: number }>(
        `SELECT model_id AS modelId, count(*) AS sketches FROM tensor_sketches WHERE version = ? GROUP BY model_id
         ORDER BY model_id`,
      )
      .all(sketchVersion)
  }

  /**
   * Stores the sketch of a model's tensor in place of what was there. False where the model has been removed meanwhile.
   */
  keep(modelId: string, position: number, tensors: number, sketch: TensorSketch): boolean {
    const content = contentOf(sketch)
    const { changes } = this.connection
      .prepare(
        `INSERT OR REPLACE INTO tensor_sketches (model_id, position, tensors, version, name, type, dimensions, elements,
           sum_of_squares, buckets, row_set, sampled_units, content_checksum, content)
         SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM models WHERE id = ?`,
      )
      .run(
        position,
        tensors,
        sketchVersion,
        sketch.name,
        sketch.type,
        JSON.stringify(sketch.dimensions),
        sketch.elements,
        sketch.sumOfSquares,
        sketch.buckets.length,
        sketch.rows?.set ?? null,
        sketch.units?.rows.length ?? null,
        crc32(content),
        content,
        modelId,
      )
    return changes > 0
  }

  /** Bytes that a model's sketches take, the texts beside them included. */
  bytes(modelId: string): number {
    return (
      this.connection
        .prepare<[string], number>(
          `SELECT coalesce(sum(length(content) + length(name) + length(type) + length(dimensions)
             + coalesce(length(row_set), 0) + length(model_id) + 48), 0)
           FROM tensor_sketches WHERE model_id = ?`,
        )
        .pluck()
        .get(modelId) ?? 0
    )
  }
}

/**
 * Buckets; then, of sampled rows, keys, sums of squares and buckets, all of four bytes, the lowest first; then, of
 * sampled units, rows, lengths and the step of signatures, of four bytes, and signatures in steps, of one.
 */
function contentOf({ buckets, rows, units }: TensorSketch): Buffer {
  const parts: (Float32Array | Uint32Array | Int8Array)[] = [buckets]
  if (rows !== null) parts.push(rows.keys, rows.sumsOfSquares, rows.buckets)
  if (units !== null) {
    const step = signatureStep(units)
    parts.push(
      units.rows,
      units.lengths,
      Float32Array.of(step),
      Int8Array.from(units.signatures, (value) => Math.round(value / step)),
    )
  }
  return Buffer.concat(parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)))
}

function sketchOf(row: SketchRow): TensorSketch {
  // A copy that begins where four bytes may.
  const bytes = new Uint8Array(row.content).buffer
  const units = row.sampled_units
  const unitsAt = bytes.byteLength - (units === null ? 0 : unitBytes(units))
  const sampled = (unitsAt / 4 - row.buckets) / (2 + rowBuckets)
  const keysAt = 4 * row.buckets
  const squaresAt = keysAt + 4 * sampled
  return {
    name: row.name,
    type: row.type,
    dimensions: JSON.parse(row.dimensions) as number[],
    elements: row.elements,
    sumOfSquares: row.sum_of_squares,
    buckets: new Float32Array(bytes, 0, row.buckets),
    rows:
      row.row_set === null
        ? null
        : {
            set: row.row_set,
            keys: new Uint32Array(bytes, keysAt, sampled),
            sumsOfSquares: new Float32Array(bytes, squaresAt, sampled),
            buckets: new Float32Array(bytes, squaresAt + 4 * sampled, sampled * rowBuckets),
          },
    units: units === null ? null : unitsOf(bytes, unitsAt, units),
  }
}

function unitBytes(units: number): number {
  return 8 * units + 4 + unitBuckets * units
}

function unitsOf(bytes: ArrayBuffer, at: number, units: number): SampledUnits {
  const [step] = new Float32Array(bytes, at + 8 * units, 1)
  // As numbers, then times the step: ten times as fast as a function for each of them.
  const signatures = new Float32Array(new Int8Array(bytes, at + 8 * units + 4, unitBuckets * units))
  for (let index = 0; index < signatures.length; index += 1) signatures[index]! *= step!
  return {
    rows: new Uint32Array(bytes, at, units),
    lengths: new Float32Array(bytes, at + 4 * units, units),
    signatures,
  }
}
