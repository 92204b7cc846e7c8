import { describe, expect, it } from 'vitest'
import type { CheckpointTable } from '../../../engine/api/emergence-contract.ts'
import {
  emergenceRequest,
  settingsOfRequest,
  type EmergenceViewSettings,
} from '../../../renderer/views/emergence/emergence-settings.ts'

const tables = ['one', 'two'].map((id) => ({ id, name: id }) as unknown as CheckpointTable)
const settings: EmergenceViewSettings = {
  table: tables[0]!,
  second: tables[1]!,
  law: 'power',
  lossScale: 'log',
  fewShot: 8,
  leastLoss: 2,
  bootstrap: 0,
  seed: 1,
}

describe('the settings of a request', () => {
  it.each([settings, { ...settings, second: null }])('are those that it was made from', (made) => {
    expect(settingsOfRequest(emergenceRequest(made), tables)).toEqual(made)
  })

  it('are not known where one of its tables is gone', () => {
    expect(settingsOfRequest(emergenceRequest(settings), tables.slice(1))).toBeUndefined()
    expect(settingsOfRequest(emergenceRequest(settings), tables.slice(0, 1))).toBeUndefined()
  })
})
