import { expect, test } from 'vitest'
import { unfinishedJobsText } from '../../../cli/unfinished.ts'
import type { Job } from '../../../engine/api/contract.ts'
import { adviceFor, failureAdvice } from '../../../engine/api/failure-advice.ts'
import { fileFailure } from '../../../engine/api/job-contract.ts'
import { inferenceFailure } from '../../../native/schemas/failure.ts'

test('every kind of failure of a job has advice, or its messages say what to do', () => {
  expect(Object.keys(failureAdvice).sort()).toEqual([...inferenceFailure.options, ...fileFailure.options].toSorted())
  for (const [failure, advice] of Object.entries(failureAdvice))
    if (advice !== null) expect(advice, failure).toMatch(/^\S[^\n]{15,}\.$/)
})

test('the advice for several failures of one kind is given once', () => {
  expect(adviceFor([{ failure: 'killed' }, { failure: 'failed' }, { failure: 'killed' }])).toEqual([
    failureAdvice.killed,
  ])
})

test('the command line says it behind why each job failed', () => {
  const failure = { message: 'the process was killed', failure: 'killed', stage: 'probe', stderr: [] }
  const failed = [
    { modelName: 'oak', failure },
    { modelName: 'fern', failure },
  ] as unknown as Job[]
  expect(unfinishedJobsText(failed, 3, 'probe')).toBe(
    `2 of 3 probes did not finish: oak: the process was killed; fern: the process was killed. ${failureAdvice.killed!}`,
  )
})
