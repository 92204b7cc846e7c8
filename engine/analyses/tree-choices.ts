import { z } from 'zod'
import { identifier } from '../api/call.ts'

/** How a tree is drawn from distances. */
export const treeMethod = z.enum(['nj', 'upgma'])

/** `none`, `midpoint`, or the id of the model to root by. */
export const treeRoot = z.union([z.literal('none'), z.literal('midpoint'), z.object({ modelId: identifier })])

export type TreeMethod = z.output<typeof treeMethod>
export type TreeRoot = z.output<typeof treeRoot>
