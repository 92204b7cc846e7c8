import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { defaultProbeSettings } from '../../../core/population/probe-settings.ts'
import { settingsOf } from '../../../engine/analyses/settings.ts'
import { treeRequest } from '../../../engine/analyses/tree.ts'
import { usualMeasure } from '../../../engine/api/comparison-contract.ts'

const methods = readFileSync(new URL('../../../docs/methods.md', import.meta.url), 'utf8')
const [, section = ''] = methods.split('## 10. Default values')
const rows = section.split('\n## ')[0]!.matchAll(/^\| ([^|]+?) +\| ([^|]+?) +\|/gm)
const documented = new Map([...rows].map(([, value, usual]) => [value, usual]))
const ofTree = (key: string) => settingsOf(treeRequest).find((setting) => setting.key === key)!.fallback

test.each([
  ['measure', `\`${usualMeasure}\``],
  ['characters of an allele', String(defaultProbeSettings.chars)],
  ['strip rule', `\`${defaultProbeSettings.strip}\``],
  ['temperature', String(defaultProbeSettings.temperature)],
  ['tolerance', String(defaultProbeSettings.tolerance)],
  ['bootstrap', `${ofTree('replicates')} replicates, seed ${ofTree('seed')}`],
])('the table of default values has the %s that is taken', (value, usual) => {
  expect(documented.get(value)).toBe(usual)
})
