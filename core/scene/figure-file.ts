import { figurePalettes } from '../color/palette.ts'
import { inkColour } from './ink-colour.ts'
import type { Scene } from './scene.ts'
import { sceneFile } from './scene-svg.ts'
import { titledScene } from './titled-scene.ts'

export interface FigureFile {
  /** The text of a standalone SVG file. */
  readonly svg: string
  readonly width: number
  readonly height: number
}

/** A scene as a file of its own: below its title and caption, in light colours. */
export function figureFile(scene: Scene): FigureFile {
  const titled = titledScene(scene)
  const svg = sceneFile(titled, (ink) => inkColour(figurePalettes.light, ink))
  return { svg, width: titled.width, height: titled.height }
}
