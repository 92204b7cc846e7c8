import { wrapText } from '../format/wrap-text.ts'
import { characterWidth } from './lettering.ts'
import type { Scene, Shape } from './scene.ts'

const edge = 18
const titleLine = 20
const captionLine = 15
const titleSize = 15
const captionSize = 11

/** A scene as it stands in a file of its own: on the surface's colour, below its title and caption. */
export function titledScene(scene: Scene): Scene {
  const { width, title, description } = scene
  const available = width - 2 * edge
  const titleLines = wrapText(title, available / (characterWidth * titleSize))
  const captionLines = wrapText(description, available / (characterWidth * captionSize))
  const captionTop = 28 + titleLine * (titleLines.length - 1) + 18
  const top = captionTop + captionLine * (captionLines.length - 1) + 8
  const height = top + scene.height
  const line = (text: string, y: number, size: number): Shape => ({
    kind: 'text',
    x: edge,
    y,
    text,
    size,
    fill: size === titleSize ? 'text' : 'muted',
    isBold: size === titleSize,
  })
  return {
    ...scene,
    height,
    shapes: [
      { kind: 'rect', x: 0, y: 0, width, height, fill: 'surface' },
      ...titleLines.map((text, index) => line(text, 28 + titleLine * index, titleSize)),
      ...captionLines.map((text, index) => line(text, captionTop + captionLine * index, captionSize)),
      { kind: 'group', y: top, shapes: scene.shapes },
    ],
  }
}
