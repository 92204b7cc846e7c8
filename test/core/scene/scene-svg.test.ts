import { describe, expect, it } from 'vitest'
import { figurePalettes } from '../../../core/color/palette.ts'
import { inkColour } from '../../../core/scene/ink-colour.ts'
import { shadeOf, type Scene } from '../../../core/scene/scene.ts'
import { sceneFile } from '../../../core/scene/scene-svg.ts'
import { titledScene } from '../../../core/scene/titled-scene.ts'

const scene: Scene = {
  width: 200,
  height: 100,
  title: 'A <title>',
  description: 'What "it" says',
  shapes: [
    { kind: 'rect', x: 1, y: 2, width: 3, height: 4.567, fill: 'shade-63', rounding: 2 },
    {
      kind: 'group',
      x: 10,
      y: 20,
      title: '</svg><script>',
      link: '#/library',
      shapes: [{ kind: 'circle', x: 0, y: 0, radius: 4, fill: 'category-1', stroke: 'surface', strokeWidth: 1 }],
    },
    {
      kind: 'text',
      x: 5,
      y: 6,
      text: 'a\u202eb\t\u0000&',
      size: 12,
      fill: 'text',
      anchor: 'end',
      isMiddle: true,
      rotation: 90,
    },
    { kind: 'path', d: 'M0 0H9', stroke: 'rule', dash: '2 3', isRound: true },
  ],
}
const colour = (ink: Parameters<typeof inkColour>[1]) => inkColour(figurePalettes.light, ink)

describe('a scene as a file', () => {
  const file = sceneFile(scene, colour)

  it('holds each shape with the palette’s colours, and no link', () => {
    expect(file).toContain('<rect x="1" y="2" width="3" height="4.57" rx="2" fill="#1a2a4f"/>')
    expect(file).toContain('<circle cx="0" cy="0" r="4" fill="#dc790b" stroke="#ffffff" stroke-width="1"/>')
    expect(file).toContain(
      '<path d="M0 0H9" fill="none" stroke="#9aa4a9" stroke-dasharray="2 3" stroke-linecap="round" stroke-linejoin="round"/>',
    )
    expect(file).not.toContain('#/library')
  })

  it('escapes texts and titles, and writes what cannot be seen', () => {
    expect(file).toContain('<g transform="translate(10 20)"><title>&lt;/svg&gt;&lt;script&gt;</title>')
    expect(file).toContain('>a\\u{202e}b\\t\\u{0}&amp;</text>')
    expect(file).toContain('<title id="drawing-title">A &lt;title&gt;</title>')
  })
})

it('a titled scene is higher by title and caption, which may take several lines', () => {
  const once = titledScene(scene)
  const long = titledScene({ ...scene, description: 'words '.repeat(60).trim() })
  expect(once.height).toBeGreaterThan(scene.height)
  expect(long.height).toBeGreaterThan(once.height)
  expect(once.shapes.at(-1)).toMatchObject({ kind: 'group', y: once.height - scene.height })
})

it('shades go from 0 to 63, the ends of the scale, and stay there', () => {
  expect([-1, 0, 0.5, 1, 2].map(shadeOf)).toEqual(['shade-0', 'shade-0', 'shade-32', 'shade-63', 'shade-63'])
  expect(inkColour(figurePalettes.light, 'shade-0')).toBe('#f4f8f6')
  expect(inkColour(figurePalettes.light, 'shade-0-ink')).toBe('#000000')
  expect(() => inkColour(figurePalettes.light, 'category-8')).toThrow('expected a category from 0 to 7, found 8')
})
