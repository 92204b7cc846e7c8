import { expect, test } from 'vitest'
import { jobRows } from '../../../renderer/queue/job-rows.ts'
import { job } from '../../e2e/scripted-api.ts'

const nameOf = ({ modelName }: { readonly modelName: string }) => modelName
const jobs = ['oak', 'fern', 'moss'].map((modelName, index) =>
  job({ id: String(index), modelName, state: index === 0 ? 'running' : 'waiting' }),
)

test('rows stay the same objects while jobs get on, and those of an order that changed are made anew', () => {
  const rows = jobRows(jobs, nameOf, [])
  expect(rows.map(({ name, steps }) => [name, steps.up, steps.down])).toEqual([
    ['oak', false, false],
    ['fern', false, true],
    ['moss', true, false],
  ])
  const further = jobs.map((each) => ({ ...each, done: each.done + 1, remaining: 5 }))
  expect(jobRows(further, nameOf, rows)).toBe(rows)

  const moved = jobRows([jobs[0]!, jobs[2]!, jobs[1]!], nameOf, rows)
  expect(moved.map(({ name }) => name)).toEqual(['oak', 'moss', 'fern'])
  expect(moved[0]).toBe(rows[0])
  const ended = jobRows(
    [{ ...jobs[0]!, state: 'done' as const }, { ...jobs[1]!, state: 'running' as const }, jobs[2]!],
    nameOf,
    rows,
  )
  expect(ended[0]).toBe(rows[0])
  expect(ended[2]).not.toBe(rows[2])
  expect(ended[2]!.steps).toEqual({ up: false, down: false })
  expect(jobRows(jobs.slice(1), nameOf, rows).map(({ name }) => name)).toEqual(['fern', 'moss'])
})
