import { describe, expect, it } from 'vitest'
import type { Scene } from '../../../core/scene/scene.ts'
import { DrawnMarks } from '../../../renderer/figure/drawn-marks.ts'

const sceneOf = (title: string): Scene => ({ width: 100, height: 50, title, description: '', shapes: [] })

/** A frame at 100, 200 of the page with one mark; `measured` counts how often the mark is measured. */
function frameOf() {
  const found = { measured: 0 }
  const mark = {
    getBoundingClientRect: () => {
      found.measured++
      return { left: 130, top: 220, width: 8, height: 8 }
    },
  }
  const frame = {
    getBoundingClientRect: () => ({ left: 100, top: 200 }),
    querySelectorAll: () => [mark],
  } as unknown as Element
  return { found, frame, mark }
}

describe('the marks of a drawing', () => {
  it('lie where they are in its frame, and are measured once per scene and scale', () => {
    const { found, frame, mark } = frameOf()
    const [marks, scene] = [new DrawnMarks(), sceneOf('one')]
    expect(marks.of(scene, 1, frame)).toEqual([{ element: mark, box: { left: 30, top: 20, width: 8, height: 8 } }])
    marks.of(scene, 1, frame)
    expect(found.measured).toBe(1)
    marks.of(scene, 2, frame)
    expect(found.measured).toBe(2)
    marks.of(sceneOf('other'), 2, frame)
    expect(found.measured).toBe(3)
  })
})
