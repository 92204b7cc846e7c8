import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isMovable, placeAfterDrop, placeAfterStep, withMoved } from '../../../engine/api/job-order.ts'

const states = ['waiting', 'loading', 'running', 'paused', 'done', 'failed', 'cancelled'] as const
const jobLists = fc
  .array(fc.constantFrom(...states), { minLength: 1, maxLength: 8 })
  .map((list) => list.map((state, index) => ({ id: `job ${String(index)}`, state })))

test('a step exchanges a job with its neighbour among those whose turn is still to come', () => {
  fc.assert(
    fc.property(jobLists, fc.nat(), fc.constantFrom('up', 'down' as const), (jobs, pick, step) => {
      const job = jobs[pick % jobs.length]!
      const ids = jobs.filter(isMovable).map(({ id }) => id)
      const index = ids.indexOf(job.id)
      const neighbour = ids[index + (step === 'up' ? -1 : 1)]
      const before = placeAfterStep(jobs, job.id, step as 'up' | 'down')
      if (index < 0 || neighbour === undefined) {
        expect(before).toBeUndefined()
        return
      }
      const expected = ids.map((id) => (id === job.id ? neighbour : id === neighbour ? job.id : id))
      expect(
        withMoved(jobs, job.id, before!)
          .filter(isMovable)
          .map(({ id }) => id),
      ).toEqual(expected)
    }),
  )
})

test('a drop puts a job right before or after its target', () => {
  fc.assert(
    fc.property(
      jobLists,
      fc.nat(),
      fc.nat(),
      fc.constantFrom('before', 'after' as const),
      (jobs, pick, aim, position) => {
        const job = jobs[pick % jobs.length]!
        const target = jobs[aim % jobs.length]!
        if (job === target) return
        const before = placeAfterDrop(jobs, { id: target.id, position: position as 'before' | 'after' })
        if (before === job.id) return
        const ids = withMoved(jobs, job.id, before).map(({ id }) => id)
        expect(ids.indexOf(job.id) - ids.indexOf(target.id)).toBe(position === 'before' ? -1 : 1)
      },
    ),
  )
})
