import { z } from 'zod'
import { identifier } from '../api/call.ts'

/** How a tree is drawn from distances. */
export const treeMethod = z.enum(['nj', 'upgma'])

/** What tells how the models of a family are related: their behaviour, as for all others, or their weights. */
export const treeInside = z.enum(['behaviour', 'weights'])

/** `none`, `midpoint`, or the id of the model to root by. */
export const treeRoot = z.union([z.literal('none'), z.literal('midpoint'), z.object({ modelId: identifier })])

/** Which tree is asked for, beside how it is made. */
export const insideRequest = z.object({
  inside: treeInside.default('behaviour').meta({
    title: 'Inside families',
    choices: { behaviour: 'Behaviour', weights: 'Weights' },
    description:
      'what tells how the models of a family are related; behaviour: all models in one tree of their distances; weights: lineages by the weights, with ancestors as inner nodes, joined by behaviour',
  }),
})

export type TreeInside = z.output<typeof treeInside>
export type TreeMethod = z.output<typeof treeMethod>
export type TreeRoot = z.output<typeof treeRoot>
