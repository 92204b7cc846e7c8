import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { offlineSwitches, takeChromiumOffline } from '../../electron/no-network.ts'

test("Chromium's own requests are taken away before the app is ready", () => {
  const appendSwitch = vi.fn()
  takeChromiumOffline({ appendSwitch })
  const switches = new Map(appendSwitch.mock.calls as [string, string | undefined][])
  expect(switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND')
  for (const name of [
    'dns-prefetch-disable',
    'no-proxy-server',
    'disable-component-update',
    'disable-background-networking',
  ])
    expect(switches.has(name)).toBe(true)
  const main = readFileSync(new URL('../../electron/main.ts', import.meta.url), 'utf8')
  expect(main.indexOf('takeChromiumOffline(app.commandLine)')).toBeGreaterThan(0)
  expect(main.indexOf('takeChromiumOffline(app.commandLine)')).toBeLessThan(main.indexOf('whenReady'))
})

test('no switch weakens the sandbox, the origin rules or the certificates', () => {
  for (const [name] of offlineSwitches)
    expect(name).not.toMatch(/sandbox|web-security|insecure|certificate|remote-debugging|inspect|site-isolation/)
})
