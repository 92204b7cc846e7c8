import type { Scene } from '../../core/scene/scene.ts'
import { sceneSvg } from '../../core/scene/scene-svg.ts'
import { Markup } from './markup.ts'

/** A scene in the report: its inks are custom properties of the report's style, so that it follows its theme. */
export function figureDrawing(scene: Scene, idPrefix: string): Markup {
  return new Markup(sceneSvg(scene, { colour: (ink) => (ink === 'none' ? ink : `var(--${ink})`), idPrefix }))
}
