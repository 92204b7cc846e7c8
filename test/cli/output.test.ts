import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const outputFile = fileURLToPath(new URL('../../cli/output.ts', import.meta.url))
const crafted = 'a\u001b[31mb\u202ec\u009bd\re'

/** What a command writes whose result holds a text. */
function written(json: boolean): string {
  const script = `
    const { createOutput } = await import(${JSON.stringify(outputFile)})
    await createOutput(${String(json)}).result(() => ({ name: ${JSON.stringify(crafted)} }), () => 'one\\t\\u001b[1mbold\\u001b[22m\\r\\n' + ${JSON.stringify(crafted)} + '\\n')
  `
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
}

test('whatever its format, a result reaches the terminal without characters that it would obey', () => {
  expect(written(false)).toBe('one\t\u001b[1mbold\u001b[22m\r\na\\u{1b}[31mb\\u{202e}c\\u{9b}d\\re\n')
})

test('JSON keeps its text in escapes of its own', () => {
  const text = written(true)
  expect(text).toBe('{"name":"a\\u001b[31mb\\u202ec\\u009bd\\re"}\n')
  expect(JSON.parse(text)).toEqual({ name: crafted })
})

test('so does a list that is written entry by entry', () => {
  const script = `
    const { createOutput } = await import(${JSON.stringify(outputFile)})
    async function* entries() { yield { text: ${JSON.stringify(crafted)} }; yield { text: 'plain' } }
    await createOutput(true).listDocument({ name: ${JSON.stringify(crafted)} }, 'genes', entries())
  `
  const text = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  expect(text).not.toMatch(/[\u0080-\u009f\u202e]/)
  expect(JSON.parse(text)).toEqual({ name: crafted, genes: [{ text: crafted }, { text: 'plain' }] })
})
