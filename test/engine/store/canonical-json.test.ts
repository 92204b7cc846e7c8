import { expect, it } from 'vitest'
import { canonicalJson } from '../../../engine/store/canonical-json.ts'
import { environmentId } from '../../../engine/store/environment-rows.ts'
import { openDatabase } from '../../../engine/store/open-database.ts'
import { sampleEnvironment } from '../fixtures/samples.ts'

it('sorts the keys of all objects and keeps everything in them', () => {
  expect(canonicalJson({ b: { z: 1, a: [{ y: 2, x: null }] }, a: 'text' })).toBe(
    '{"a":"text","b":{"a":[{"x":null,"y":2}],"z":1}}',
  )
  expect(canonicalJson({ left: undefined, kept: 1 })).toBe('{"kept":1}')
})

it('tells environments apart that differ inside a field only, and knows one again whose keys come in another order', () => {
  const connection = openDatabase(':memory:')
  const withNested = (nested: object): number =>
    environmentId(connection, { ...sampleEnvironment, rope: nested } as typeof sampleEnvironment)
  expect(withNested({ base: 1, scale: 2 })).toBe(withNested({ scale: 2, base: 1 }))
  expect(withNested({ base: 1, scale: 2 })).not.toBe(withNested({ base: 1, scale: 3 }))
  const { source, ...others } = sampleEnvironment
  expect(environmentId(connection, { ...others, source })).toBe(environmentId(connection, sampleEnvironment))
  connection.close()
})
