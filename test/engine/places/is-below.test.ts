import { posix, win32 } from 'node:path'
import { expect, test } from 'vitest'
import { isBelow } from '../../../engine/places/is-below.ts'

test.each([
  ['/a', '/a', true],
  ['/a', '/a/b', true],
  ['/a', '/a/..b', true],
  ['/a', '/ab', false],
  ['/a/b', '/a', false],
])('%s, %s: %s', (folder, inner, expected) => expect(isBelow(folder, inner, posix)).toBe(expected))

test.each([
  ['C:\\', String.raw`C:\models\a.gguf`, true],
  [String.raw`C:\Models`, String.raw`c:\models\a.gguf`, true],
  [String.raw`C:\models`, String.raw`D:\models`, false],
  [String.raw`\\server\share`, String.raw`\\server\share\models`, true],
  [String.raw`\\server\share\models`, String.raw`\\server\share`, false],
  [String.raw`\\server\share`, String.raw`\\server\other\models`, false],
  [String.raw`\\server\share`, String.raw`C:\share\models`, false],
  [String.raw`\\?\C:\models`, String.raw`\\?\C:\models\a.gguf`, true],
  // Where the system says that it is the same folder, only the system can tell so.
  [String.raw`C:\models`, String.raw`\\?\C:\models\a.gguf`, false],
])('on Windows %s, %s: %s', (folder, inner, expected) => expect(isBelow(folder, inner, win32)).toBe(expected))
