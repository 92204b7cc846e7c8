import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { answerPageRequest, appSchemes, serveAppProtocol } from '../../electron/app-protocol.ts'
import { temporaryFolder } from '../cli/run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const page = join(folder.path, 'page')
mkdirSync(join(page, 'assets'), { recursive: true })
writeFileSync(join(page, 'index.html'), '<!doctype html>')
writeFileSync(join(page, 'assets', 'app.css'), 'a{}')
writeFileSync(join(folder.path, 'secret.txt'), 'secret')
symlinkSync(join(folder.path, 'secret.txt'), join(page, 'link.txt'))

const ask = (url: string, method = 'GET'): Promise<Response> => answerPageRequest({ url, method }, page)

test('serves the page with its type and policy', async () => {
  const response = await ask('app://cladescope/')
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('<!doctype html>')
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  )
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await ask('app://cladescope/assets/app.css?v=1#x')).headers.get('content-type')).toBe(
    'text/css; charset=utf-8',
  )
})

test.each([
  '../secret.txt',
  '..%2fsecret.txt',
  '%2e%2e/secret.txt',
  '%2e%2e%2fsecret.txt',
  '..%5csecret.txt',
  'assets/../../secret.txt',
  'link.txt',
  '/etc/passwd',
  '%',
  'nowhere.html',
])('app://cladescope/%s is not found', async (path) => {
  const response = await ask(`app://cladescope/${path}`)
  expect(response.status).toBe(404)
  expect(await response.text()).toBe('')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test.each([
  'app://other/',
  'app://cladescope:1/',
  'app://user@cladescope/',
  'file:///etc/passwd',
  'https://cladescope/',
])('%s is refused', async (url) => {
  expect((await ask(url)).status).toBe(403)
})

test('only reading is allowed', async () => {
  expect((await ask('app://cladescope/', 'POST')).status).toBe(405)
})

test('one scheme, with no right to bypass the policy', () => {
  expect(appSchemes).toHaveLength(1)
  expect(appSchemes[0]).toMatchObject({ scheme: 'app', privileges: { standard: true, secure: true } })
  expect(appSchemes[0]!.privileges).not.toHaveProperty('bypassCSP')
  const handle = vi.fn()
  serveAppProtocol({ handle }, page)
  expect(handle).toHaveBeenCalledWith('app', expect.any(Function))
})
