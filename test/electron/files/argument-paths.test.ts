import { win32 } from 'node:path'
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

test.each([
  [String.raw`oaks\a.gguf`, String.raw`D:\work\oaks\a.gguf`],
  ['oaks/a.gguf', String.raw`D:\work\oaks\a.gguf`],
  [String.raw`C:\models\a.gguf`, String.raw`C:\models\a.gguf`],
  ['c:/models/a.gguf', 'c:/models/a.gguf'],
  [String.raw`\models\a.gguf`, String.raw`D:\models\a.gguf`],
  ['D:a.gguf', String.raw`D:\work\a.gguf`],
  [String.raw`\\server\share\a.gguf`, String.raw`\\server\share\a.gguf`],
  [String.raw`\\?\C:\very\long\a.gguf`, String.raw`\\?\C:\very\long\a.gguf`],
  [String.raw`\\?\UNC\server\share\a.gguf`, String.raw`\\?\UNC\server\share\a.gguf`],
  // What is there may be read, whatever its name.
  [String.raw`C:\models\aux.gguf`, String.raw`C:\models\aux.gguf`],
  ['file:///C:/My%20models/a.gguf', String.raw`C:\My models\a.gguf`],
  ['file://server/share/a.gguf', String.raw`\\server\share\a.gguf`],
])('on Windows %s is %s', (value, expected) => {
  expect(argumentPaths([value], String.raw`D:\work`, win32)).toEqual([expected])
})
