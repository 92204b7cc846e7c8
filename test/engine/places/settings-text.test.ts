import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { iniText, jsonText, unitVariable, yamlText } from '../../../engine/places/programs/settings-text.ts'

/** Texts on one line, as names and paths are. */
const line = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text))

describe('settings of other programs', () => {
  it('YAML: a text in quotes is read back, a plain one up to a comment, and what is no text on one line is none', () => {
    fc.assert(
      fc.property(line, (text) => {
        expect(yamlText(`a: 1\nname: '${text.replaceAll("'", "''")}' # note\nb: 2\n`, 'name')).toBe(text)
        expect(yamlText(`name: ${JSON.stringify(text)}\r\n`, 'name')).toBe(text)
      }),
    )
    expect(yamlText('name: C:\\models\\a b.gguf # here', 'name')).toBe('C:\\models\\a b.gguf')
    for (const text of [
      '',
      'name:',
      'name: ~',
      'name: null',
      'name: |\n  a',
      'name: [a]',
      '  name: nested',
      'name: "a',
      "name: 'a",
    ])
      expect(yamlText(text, 'name')).toBeUndefined()
  })

  it('INI: backslashes, quotes and numbers of characters are taken back, in the section General alone', () => {
    fc.assert(
      fc.property(line, (text) => {
        const written = [...text].map((sign) => (/["\\;=,]/.test(sign) ? `\\${sign}` : sign)).join('')
        expect(iniText(`[General]\nother=1\npath="${written}"\n`, 'path')).toBe(text)
      }),
    )
    expect(iniText('[General]\npath=gr\\xfcn', 'path')).toBe('gr\u00fcn')
    expect(iniText('[Else]\npath=a', 'path')).toBeUndefined()
    expect(iniText('path=\n', 'path')).toBeUndefined()
  })

  it('JSON and units of systemd', () => {
    expect(jsonText('{"folder":"a"}', 'folder')).toBe('a')
    for (const text of [undefined, '', '{', 'null', '[]', '{"folder":7}', '{"folder":""}'])
      expect(jsonText(text, 'folder')).toBeUndefined()
    const unit = `[Service]\nEnvironment=A=1 "MODELS=/a b" 'MODELS=/c'\n#Environment=MODELS=/no\n  Environment = MODELS=/d\nEnvironment=MODELS=\n`
    expect(unitVariable(unit, 'MODELS')).toEqual(['/a b', '/c', '/d'])
  })
})
