import type { Scene } from '../../core/scene/scene.ts'
import type { MarkBox } from './nearest-mark.ts'

/** A mark on the page, and where it lies in its drawing's frame, in pixels. */
export interface DrawnMark {
  readonly element: Element
  readonly box: MarkBox
}

/**
 * The marks of a scene as it is drawn in a frame, measured once per scene: a scene has one size, and its marks stay
 * where they are in it.
 */
export class DrawnMarks {
  private measured: { readonly scene: Scene; readonly marks: readonly DrawnMark[] } | null = null

  of(scene: Scene, frame: Element): readonly DrawnMark[] {
    if (this.measured?.scene !== scene) {
      const around = frame.getBoundingClientRect()
      const marks = Array.from(frame.querySelectorAll('[data-mark]'), (element): DrawnMark => {
        const { left, top, width, height } = element.getBoundingClientRect()
        return { element, box: { left: left - around.left, top: top - around.top, width, height } }
      })
      this.measured = { scene, marks }
    }
    return this.measured.marks
  }
}
