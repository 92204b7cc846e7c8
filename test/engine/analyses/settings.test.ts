import { expect, it } from 'vitest'
import { z } from 'zod'
import { analyses } from '../../../engine/analyses/all.ts'
import { settingsOf } from '../../../engine/analyses/settings.ts'

it('takes the fields with a default, in their order, with limits, words and help from the schema', () => {
  const request = z.object({
    genomeId: z.string(),
    draws: z.number().int().min(0).max(9).default(3).meta({ title: 'Draws', option: 'many', description: 'how many' }),
    share: z.number().min(0.5).max(1).default(0.9),
    method: z
      .enum(['one', 'two'])
      .default('two')
      .meta({ title: 'Method', choices: { one: 'The one' } }),
    root: z.union([z.literal('none'), z.object({ id: z.string() })]).default('none'),
  })
  expect(settingsOf(request)).toEqual([
    {
      kind: 'number',
      key: 'draws',
      option: 'many',
      title: 'Draws',
      help: 'how many',
      isWhole: true,
      least: 0,
      most: 9,
      fallback: 3,
      step: 1,
    },
    {
      kind: 'number',
      key: 'share',
      option: 'share',
      title: 'share',
      help: '',
      isWhole: false,
      least: 0.5,
      most: 1,
      fallback: 0.9,
      step: 1,
    },
    {
      kind: 'choice',
      key: 'method',
      option: 'method',
      title: 'Method',
      help: '',
      choices: [
        { id: 'one', name: 'The one' },
        { id: 'two', name: 'two' },
      ],
      fallback: 'two',
    },
  ])
})

it('every setting of every analysis has a title, a help and limits', () => {
  for (const { name, request } of analyses) {
    for (const setting of settingsOf(request as z.ZodObject)) {
      expect(setting.title, `${name}: ${setting.key}`).not.toBe(setting.key)
      expect(setting.help, `${name}: ${setting.key}`).not.toBe('')
      if (setting.kind === 'number') expect(Number.isFinite(setting.most - setting.least)).toBe(true)
    }
  }
})
