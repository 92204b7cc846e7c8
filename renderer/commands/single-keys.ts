import { keptChoice } from '../settings/kept-choice.ts'

/** Whether shortcuts of single keys count. Whoever steers by speech may press them by accident (WCAG 2.1.4). */
export const singleKeys = keptChoice<'on' | 'off'>('cladescope.single-keys', ['on', 'off'], 'on')
