import { expect, test } from 'vitest'
import { linkText } from '../../../core/table/link-text.ts'

test.each([
  ['<a target="_blank" href="https://huggingface.co/a/moss">a/moss</a>', 'a/moss'],
  [' <A HREF=x>moss &amp; fern &lt;2&gt;</A> ', 'moss & fern <2>'],
  ['<a href="x">a/moss</a>  <a target="_blank" href="y">📑</a>', 'a/moss'],
])('of %s', (cell, text) => expect(linkText(cell)).toBe(text))

test.each([
  '',
  'moss',
  '<a>moss</a>',
  '<a name="x">moss</a>',
  '<a href="x"></a>',
  '<a href="x">moss',
  '<a href="x"',
  '<a href="x">moss</a> v2',
  'the <a href="x">moss</a>',
  '<a href="x"><b>moss</b></a>',
  '<abbr href="x">moss</abbr>',
])('%s is no link', (cell) => expect(linkText(cell)).toBeUndefined())
