import { expect, test } from 'vitest'
import { argumentPaths } from '../../../electron/files/argument-paths.ts'

test('files are named absolutely, from the folder of the start', () => {
  expect(argumentPaths(['a.gguf', '/b/c.CSV', '../d.nwk'], '/home/me')).toEqual([
    '/home/me/a.gguf',
    '/b/c.CSV',
    '/home/d.nwk',
  ])
})

test('addresses of files are paths', () => {
  expect(argumentPaths(['file:///home/me/My%20model.gguf', 'file://elsewhere/a%2fb.gguf'], '/')).toEqual([
    '/home/me/My model.gguf',
  ])
})

test('switches, the program itself and what is not opened are left out', () => {
  const values = [
    'dist/electron/main.js',
    '.',
    '--user-data-dir=/x.gguf',
    '-psn_0_1',
    '/etc/passwd',
    'https://a/b.txt',
    '',
  ]
  expect(argumentPaths(values, '/home/me')).toEqual([])
})
