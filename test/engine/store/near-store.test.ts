import { describe, expect, it } from 'vitest'
import { NearStore } from '../../../engine/store/near-store.ts'
import { type Connection, openDatabase } from '../../../engine/store/open-database.ts'

/**
 * Two genomes, and a probe of each of the models a, b and c with both: 1, 2, 3 with the first, 4, 5, 6 with the second.
 */
function probed(): Connection {
  const connection = openDatabase(':memory:')
  const models = ['a', 'b', 'c']
  const model =
    connection.prepare(`INSERT INTO models (id, sha256, name, size, architecture, parameters, quantization, tokenizer, vocabulary_size, declared_bases, metadata, tensor_types, added_at)
    VALUES (@id, @id, @id, 1, 'llama', 1, 'F16', 'gpt2', 4, '[]', '[]', '[]', 'now')`)
  for (const id of models) model.run({ id })
  const probe =
    connection.prepare(`INSERT INTO probes (id, model_id, genome_id, chars, strip, temperature, tolerance, pooled, max_depth, max_nodes, precision, elapsed, updated_at)
    VALUES (?, ?, ?, 4, 'none', 1, 0.01, 0, 24, 1000, 'file', 0, 'now')`)
  for (const [place, genome] of ['g', 'h'].entries()) {
    connection
      .prepare(
        `INSERT INTO genomes (id, name, digest, description, built_in, added_at) VALUES (@genome, @genome, @genome, '', 0, 'now')`,
      )
      .run({ genome })
    models.forEach((id, index) => probe.run(1 + index + 3 * place, id, genome))
  }
  return connection
}

describe('pairs of near models', () => {
  it('are those of probes, once each with the least distance, the nearest first', () => {
    const near = new NearStore(probed())
    expect(near.pairs()).toEqual([])
    expect(
      near.keep(
        [1, 2, 3],
        [
          { left: 2, right: 1, distance: 0.1 },
          { left: 2, right: 3, distance: 0.02 },
        ],
      ),
    ).toBe(true)
    expect(near.keep([4, 5, 6], [{ left: 4, right: 5, distance: 0.05 }])).toBe(true)
    expect(near.pairs()).toEqual([
      { left: 'b', right: 'c', distance: 0.02 },
      { left: 'a', right: 'b', distance: 0.05 },
    ])
  })

  it('are replaced among the probes that are compared anew, and among no others', () => {
    const near = new NearStore(probed())
    near.keep(
      [1, 2, 3],
      [
        { left: 1, right: 2, distance: 0.1 },
        { left: 2, right: 3, distance: 0.02 },
      ],
    )
    expect(near.keep([1, 2], [{ left: 1, right: 2, distance: 0.11 }])).toBe(false)
    expect(near.keep([1, 2], [])).toBe(true)
    expect(near.pairs()).toEqual([{ left: 'b', right: 'c', distance: 0.02 }])
  })

  it('go with their probes, and are not made of probes that are gone', () => {
    const connection = probed()
    const near = new NearStore(connection)
    near.keep(
      [1, 2, 3],
      [
        { left: 1, right: 2, distance: 0.1 },
        { left: 2, right: 3, distance: 0.02 },
      ],
    )
    connection.exec('DELETE FROM probes WHERE id = 3')
    near.keep(
      [1, 2, 3],
      [
        { left: 1, right: 2, distance: 0.1 },
        { left: 2, right: 3, distance: 0.02 },
      ],
    )
    expect(near.pairs()).toEqual([{ left: 'a', right: 'b', distance: 0.1 }])
  })
})
