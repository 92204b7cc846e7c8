import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { descendantsOf, stillRunning } from '../../../electron/package/process-tree.ts'

test('processes of processes are found, and no longer once they have ended', async () => {
  const code =
    "require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']); setTimeout(() => {}, 60000)"
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' })
  await expect.poll(() => descendantsOf(child.pid!).length).toBe(1)
  const [inner] = descendantsOf(child.pid!) as [number]
  expect(descendantsOf(process.pid)).toEqual(expect.arrayContaining([child.pid, inner]))
  expect(stillRunning([child.pid!, inner])).toEqual([child.pid, inner])
  process.kill(inner, 'SIGKILL')
  child.kill('SIGKILL')
  await expect.poll(() => stillRunning([child.pid!, inner])).toEqual([])
})
