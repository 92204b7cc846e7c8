import { expect, test } from 'vitest'
import { isWithoutSandbox, withoutSandboxText } from '../../electron/sandbox.ts'

const line = (...switches: string[]) => ({ hasSwitch: (name: string) => switches.includes(name) })

test('a start without the sandbox is told by its switch or its variable', () => {
  expect(isWithoutSandbox(line(), {})).toBe(false)
  expect(isWithoutSandbox(line('disable-gpu'), { DISPLAY: ':0' })).toBe(false)
  expect(isWithoutSandbox(line('no-sandbox'), {})).toBe(true)
  expect(isWithoutSandbox(line(), { ELECTRON_DISABLE_SANDBOX: '1' })).toBe(true)
})

test('what it says names the profile and the package that brings it', () => {
  expect(withoutSandboxText).toMatch(/AppArmor[\s\S]*\.deb[\s\S]*userns/)
})
