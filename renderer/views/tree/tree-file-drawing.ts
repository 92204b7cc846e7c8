import type { Scene } from '../../../core/scene/scene.ts'
import { treeDrawing } from '../../../engine/analyses/tree-drawing.ts'
import type { Tree } from '../../../engine/api/contract.ts'

/** Width of a tree in a file, in pixels. */
const fileWidth = 1000

/** A tree as its file has it. */
export function treeFileDrawing(tree: Tree, options: Omit<Parameters<typeof treeDrawing>[1], 'width'>): Scene {
  return treeDrawing(tree, { ...options, width: fileWidth }).scene
}
