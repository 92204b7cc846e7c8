/** How the page looks, as it is chosen in the page or in the shell's menu. */
import { z } from 'zod'

/** Light or dark. */
export const schemeChoices = ['system', 'light', 'dark'] as const
export type SchemeChoice = (typeof schemeChoices)[number]

/** How strongly text, rules and controls stand out. */
export const contrastChoices = ['system', 'normal', 'high'] as const
export type ContrastChoice = (typeof contrastChoices)[number]

export const appearance = z.strictObject({ scheme: z.enum(schemeChoices), contrast: z.enum(contrastChoices) })
export type Appearance = z.output<typeof appearance>
