import type { Scene } from '../../core/scene/scene.ts'
import type { MarkBox } from './nearest-mark.ts'

/** A mark on the page, and where it lies in its drawing's frame, in pixels. */
export interface DrawnMark {
  readonly element: Element
  readonly box: MarkBox
}

/**
 * The marks of a scene as it is drawn in a frame, measured once per scene and scale: in these its
 * marks stay where they are.
 */
export class DrawnMarks {
  private measured: { readonly scene: Scene; readonly scale: number; readonly marks: readonly DrawnMark[] } | null =
    null

  of(scene: Scene, scale: number, frame: Element): readonly DrawnMark[] {
    if (this.measured?.scene !== scene || this.measured.scale !== scale) {
      const around = frame.getBoundingClientRect()
      const marks = Array.from(frame.querySelectorAll('[data-mark]'), (element): DrawnMark => {
        const { left, top, width, height } = element.getBoundingClientRect()
        return { element, box: { left: left - around.left, top: top - around.top, width, height } }
      })
      this.measured = { scene, scale, marks }
    }
    return this.measured.marks
  }
}
