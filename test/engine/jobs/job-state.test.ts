import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { enter, followers, isReady, isUnfinished, type JobState } from '../../../engine/jobs/job-state.ts'

const drawn = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8')

const states = Object.keys(followers) as JobState[]

test.each(states)('from %s only what follows can be entered; anything else is refused and changes nothing', (from) => {
  for (const next of states) {
    const job = { state: from }
    const isAllowed = next === from || (followers[from] as readonly JobState[]).includes(next)
    if (isAllowed) {
      enter(job, next)
      expect(job.state).toBe(next)
    } else {
      expect(() => enter(job, next)).toThrow(new RegExp(`^A job that is ${from}: expected .*, found ${next}$`))
      expect(job.state).toBe(from)
    }
  }
})

test('the steps are those that the diagram draws', () => {
  const steps = [...drawn.matchAll(/^ +([a-z]+) --> ([a-z]+)/gm)].map(([, from, to]) => `${from} ${to}`)
  expect(steps).toHaveLength(16)
  expect(steps.sort()).toEqual(states.flatMap((from) => followers[from].map((to) => `${from} ${to}`)).sort())
})

test('what is said of a state that cannot follow', () => {
  expect(() => enter({ state: 'done' }, 'running')).toThrow(
    'A job that is done: expected no further state, found running',
  )
  expect(() => enter({ state: 'waiting' }, 'running')).toThrow(
    'A job that is waiting: expected loading or paused or cancelled, found running',
  )
})

test('a job can be cancelled until it has ended, and every state can be reached', () => {
  const unfinished = states.filter((state) => isUnfinished({ state }))
  expect(unfinished).toEqual(['waiting', 'loading', 'running', 'paused'])
  for (const state of unfinished) expect(followers[state]).toContain('cancelled')
  expect(states.filter((state) => isReady({ state, isHeld: false }))).toEqual(['waiting', 'paused'])
  expect(states.filter((state) => isReady({ state, isHeld: true }))).toEqual([])
  const reached = new Set<JobState>(['waiting'])
  for (const state of reached) for (const next of followers[state]) reached.add(next)
  expect([...reached].sort()).toEqual([...states].sort())
})
