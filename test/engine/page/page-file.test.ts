import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findPageFile } from '../../../engine/page/page-file.ts'

const base = realpathSync(mkdtempSync(join(tmpdir(), 'cladescope-page-')))
afterAll(() => rmSync(base, { recursive: true, force: true }))
const page = join(base, 'page')
mkdirSync(join(page, 'assets'), { recursive: true })
mkdirSync(join(base, 'page-secret'))
writeFileSync(join(page, 'index.html'), '')
writeFileSync(join(page, 'assets', 'a b.js'), '')
writeFileSync(join(page, 'notes.gguf'), '')
for (const secret of [join(base, 'secret.txt'), join(base, 'page-secret', 'secret.txt')])
  writeFileSync(secret, 'secret')
symlinkSync(join(base, 'secret.txt'), join(page, 'link.txt'))
symlinkSync(join(base, 'page-secret'), join(page, 'folder'))
symlinkSync(join(page, 'index.html'), join(page, 'inside.html'))

test.each([
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/index.html', 'index.html', 'text/html; charset=utf-8'],
  ['/assets/a%20b.js', 'assets/a b.js', 'text/javascript; charset=utf-8'],
  ['/inside.html', 'index.html', 'text/html; charset=utf-8'],
])('%s is given out', async (pathname, file, contentType) => {
  expect(await findPageFile(page, pathname)).toEqual({ path: join(page, file), contentType })
})

test.each([
  '',
  'index.html',
  '/nowhere.html',
  '/assets',
  '/assets/',
  '//index.html',
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/%2e%2e%2fsecret.txt',
  '/assets/../../secret.txt',
  '/assets/../index.html',
  '/./index.html',
  '/..\\secret.txt',
  '/..%5csecret.txt',
  '/%252e%252e/secret.txt',
  '/../page-secret/secret.txt',
  '/link.txt',
  '/folder/secret.txt',
  '/notes.gguf',
  '/index.html%00.txt',
  '/%ff',
  '/%',
  '/C:/secret.txt',
  `/${'a/'.repeat(5000)}x.html`,
])('%j is not', async (pathname) => {
  expect(await findPageFile(page, pathname)).toBeUndefined()
})

test('a folder that does not exist holds nothing', async () => {
  expect(await findPageFile(join(base, 'absent'), '/')).toBeUndefined()
})
