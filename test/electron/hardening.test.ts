import { EventEmitter } from 'node:events'
import type { App, Session, WebContents } from 'electron'
import { describe, expect, test, vi } from 'vitest'
import { hardenApp, hardenedPreferences, hardenSession } from '../../electron/hardening.ts'
import { isLocalRequest } from '../../electron/no-network.ts'
import { isExternalLink, isOwnUrl } from '../../electron/origin.ts'

const foreign = [
  'https://example.org/',
  'http://127.0.0.1:80/',
  'file:///etc/passwd',
  'about:blank',
  'javascript:alert(1)',
  'data:text/html,x',
  'app://cladescope.example.org/',
  'app://cladescope:80/',
  'app://user@cladescope/',
  'app://other/',
  'app:cladescope',
  'https://app//cladescope/',
  'not a url',
  '',
]

test.each(foreign)('%j is no page of the app', (url) => expect(isOwnUrl(url)).toBe(false))
test('the pages of the app are', () =>
  expect(['app://cladescope/', 'app://cladescope/index.html#tree'].map(isOwnUrl)).toEqual([true, true]))

test('links to sources may leave the app, over https, and nothing else', () => {
  expect(['https://arxiv.org/abs/2404.04671', 'https://doi.org/10.1086/282771'].map(isExternalLink)).toEqual([
    true,
    true,
  ])
  const refused = [
    ...foreign,
    'http://arxiv.org/',
    'https://arxiv.org:8443/',
    'https://user@arxiv.org/',
    'https://arxiv.org.example.org/',
    'https://example.org/arxiv.org',
  ]
  expect(refused.map(isExternalLink)).not.toContain(true)
})

describe('every page', () => {
  function harden() {
    const app = new EventEmitter()
    const openExternal = vi.fn(async () => undefined)
    hardenApp(app as unknown as App, { openExternal })
    let openHandler: ((details: { url: string }) => unknown) | undefined
    const contents = Object.assign(new EventEmitter(), {
      setWebRTCIPHandlingPolicy: vi.fn(),
      setWindowOpenHandler: (handler: typeof openHandler) => void (openHandler = handler),
    })
    app.emit('web-contents-created', {}, contents as unknown as WebContents)
    const isPrevented = (event: string, details: object): boolean => {
      const preventDefault = vi.fn()
      contents.emit(event, { ...details, preventDefault })
      return preventDefault.mock.calls.length > 0
    }
    return { isPrevented, open: (url: string) => openHandler!({ url }), openExternal, contents }
  }

  test.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])(
    '%s to anything foreign is prevented',
    (event) => {
      const { isPrevented } = harden()
      for (const url of foreign) expect(isPrevented(event, { url, isMainFrame: true })).toBe(true)
      expect(isPrevented(event, { url: 'app://cladescope/', isMainFrame: true })).toBe(false)
    },
  )

  test('WebRTC has no route', () => {
    expect(harden().contents.setWebRTCIPHandlingPolicy).toHaveBeenCalledWith('disable_non_proxied_udp')
  })

  test('frames go nowhere, webviews are not attached', () => {
    const { isPrevented } = harden()
    expect(isPrevented('will-frame-navigate', { url: 'app://cladescope/', isMainFrame: false })).toBe(true)
    expect(isPrevented('will-attach-webview', {})).toBe(true)
  })

  test('new windows are denied; only allow-listed links reach the browser', () => {
    const { open, openExternal } = harden()
    for (const url of [...foreign, 'app://cladescope/']) expect(open(url)).toEqual({ action: 'deny' })
    expect(openExternal).not.toHaveBeenCalled()
    expect(open('https://arxiv.org/abs/2404.04671')).toEqual({ action: 'deny' })
    expect(openExternal.mock.calls).toEqual([['https://arxiv.org/abs/2404.04671']])
  })
})

describe('the session', () => {
  function harden() {
    const handlers: Record<string, (...values: never[]) => unknown> = {}
    const keep = (name: string) => (handler: (...values: never[]) => unknown) => void (handlers[name] = handler)
    const session = Object.assign(new EventEmitter(), {
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      setDisplayMediaRequestHandler: keep('display'),
      webRequest: { onBeforeRequest: keep('before') },
      setProxy: vi.fn(async () => undefined),
      setSpellCheckerEnabled: vi.fn(),
      setSpellCheckerDictionaryDownloadURL: vi.fn(),
    })
    hardenSession(session as unknown as Session)
    return { handlers, session }
  }

  test('denies every permission and device', () => {
    const { handlers } = harden()
    const answer = vi.fn()
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'unknown']) {
      handlers['request']!({} as never, permission as never, answer as never)
      expect(handlers['check']!({} as never, permission as never)).toBe(false)
    }
    expect(answer.mock.calls).toEqual(Array.from({ length: 6 }, () => [false]))
    expect(handlers['device']!({} as never)).toBe(false)
    handlers['display']!({} as never, answer as never)
    expect(answer).toHaveBeenLastCalledWith({})
  })

  test('cancels every request that leaves the app', () => {
    const { handlers } = harden()
    const isCancelled = (url: string): boolean => {
      const answer = vi.fn()
      handlers['before']!({ url } as never, answer as never)
      return (answer.mock.calls[0] as [{ cancel: boolean }])[0].cancel
    }
    for (const url of foreign.filter((address) => !address.startsWith('data:'))) expect(isCancelled(url)).toBe(true)
    for (const url of ['ws://127.0.0.1/', 'wss://example.org/', 'blob:https://example.org/1', 'devtools://devtools/x'])
      expect(isCancelled(url)).toBe(true)
    for (const url of ['app://cladescope/assets/a.js', 'blob:app://cladescope/1', 'data:image/png;base64,AA'])
      expect(isCancelled(url)).toBe(false)
    expect(isLocalRequest('app://cladescope/')).toBe(true)
  })

  test('looks for no proxy and downloads no dictionaries', () => {
    const { session } = harden()
    expect(session.setProxy.mock.calls).toEqual([[{ mode: 'direct' }]])
    expect(session.setSpellCheckerEnabled.mock.calls).toEqual([[false]])
    const [[dictionaries]] = session.setSpellCheckerDictionaryDownloadURL.mock.calls as unknown as [[string]]
    expect(isOwnUrl(dictionaries)).toBe(true)
  })

  test("downloads are the page's own exports only", () => {
    const { session } = harden()
    const isPrevented = (url: string): boolean => {
      const preventDefault = vi.fn()
      session.emit('will-download', { preventDefault }, { getURL: () => url })
      return preventDefault.mock.calls.length > 0
    }
    expect(isPrevented('blob:app://cladescope/1')).toBe(false)
    for (const url of ['https://example.org/a.exe', 'blob:https://example.org/1', 'app://cladescope/index.html'])
      expect(isPrevented(url)).toBe(true)
  })
})

describe('the window', () => {
  test('is sandboxed, isolated, and without Node', () => {
    expect(hardenedPreferences('/p.cjs')).toMatchObject({
      preload: '/p.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    })
    expect(Object.keys(hardenedPreferences('/p.cjs'))).not.toContain('enableBlinkFeatures')
  })
})
