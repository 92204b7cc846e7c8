import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import methods from '../../../docs/methods.md?raw'
import { pages, views } from '../../../renderer/app/navigation.ts'
import { entryOf, terms } from '../../../renderer/help/glossary.ts'
import { termMentions } from '../../../renderer/help/term-mentions.ts'
import { viewHelp } from '../../../renderer/help/view-help.ts'
import { methodSections, sectionId, sectionText } from '../../../renderer/views/help/method-sections.ts'

// Loading it asks the window for its theme, and there is no window here.
vi.mock('../../../renderer/design/theme.ts', () => ({}))

const described = [...views, ...pages]
const sections = methodSections(methods)
const sectionIds = new Set(sections.map(({ id }) => id))

test('every view and page says what it shows and is for, under the name that it has in the rail', () => {
  expect(Object.keys(viewHelp).sort()).toEqual(described.map(({ settings }) => settings.view).sort())
  for (const { name, settings } of described) expect(viewHelp[settings.view]?.title).toBe(name)
})

test('an explanation is two sentences', () => {
  for (const { shows, purpose } of Object.values(viewHelp)) {
    expect(shows).toMatch(/^[A-Z][^.?!]*\.$/)
    expect(purpose).toMatch(/^[A-Z][^.?!]*\.$/)
  }
})

test('the sections of the methods have ids of their own, and all links lead to one', () => {
  expect(sectionIds.size).toBe(sections.length)
  for (const { method } of [...Object.values(viewHelp), ...terms.map(entryOf)])
    expect(sectionIds, method).toContain(method)
})

test('neither the number of a section nor its files are part of its id', () => {
  expect(sectionId('12. Observational scaling (core/scaling)')).toBe('observational-scaling')
  expect(sectionId('Robinson-Foulds distance (core/tree/robinson-foulds.ts)')).toBe('robinson-foulds-distance')
  expect(sectionId('9. Checks')).toBe('checks')
})

test('the sections hold the whole text', () => {
  const letters = (text: string) => text.replace(/^#+ /gm, '').replace(/\s+/g, '')
  expect(letters(sections.map(sectionText).join('\n'))).toBe(letters(methods))
})

test('words of the glossary are in alphabetical order, and no form stands for two of them', () => {
  const words = terms.map((term) => entryOf(term).word)
  expect(words).toEqual(words.toSorted((left, right) => left.localeCompare(right, 'en', { sensitivity: 'base' })))
  const forms = terms
    .flatMap((term) => [entryOf(term).word, ...(entryOf(term).forms ?? [])])
    .map((form) => form.toLowerCase())
  expect(new Set(forms).size).toBe(forms.length)
})

test('the first mention of a word is found, whole words only, the longest form first', () => {
  const found = (text: string) =>
    termMentions(text).flatMap(({ text: word, term }) => (term === null ? [] : [[word, term]]))
  expect(found('Genes of a genome; more genes, and eugenes.')).toEqual([
    ['Genes', 'gene'],
    ['genome', 'genome'],
  ])
  expect(found('bits per byte at equivalent compute')).toEqual([
    ['bits per byte', 'bitsPerByte'],
    ['equivalent compute', 'equivalentCompute'],
  ])
  expect(found('stored as Q4_K_M and as Q4_0')).toEqual([
    ['Q4_K_M', 'q4k'],
    ['Q4_0', 'q40'],
  ])
  expect(found('the re-root is no root-like thing')).toEqual([])
})

test('law: the stretches of a text join to it', () => {
  const word = fc.constantFrom('gene', 'genes', 'tree', 'Similarity', ' ', '-', '.', 'held out', 'root')
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (words) => {
      const text = words.join('')
      expect(
        termMentions(text)
          .map((stretch) => stretch.text)
          .join(''),
      ).toBe(text)
    }),
  )
})

test('each word of the glossary stands in a text of the program, comments and the glossary left out', () => {
  const sources: Record<string, string> = import.meta.glob(
    ['../../../{core,engine,renderer}/**/*.{ts,tsx}', '!**/glossary.ts'],
    { query: '?raw', import: 'default', eager: true },
  )
  const quoted = Object.values(sources)
    .map((source) => source.replace(/\/\*[^]*?\*\/|^ *\/\/.*$/gm, ''))
    .flatMap((source) => source.match(/'[^'\n]+'|`[^`]+`|>[^<>{}]+</g) ?? [])
  const used = new Set(quoted.flatMap((text) => termMentions(text).map(({ term }) => term)))
  expect(terms.filter((term) => !used.has(term))).toEqual([])
})
