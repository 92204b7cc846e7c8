import type { Section } from '../../sections/section.ts'
import type { PairSubject } from '../../sections/subject.ts'
import { byBehaviour } from './sections/by-behaviour.tsx'
import { byWeights } from './sections/by-weights.tsx'
import { facts } from './sections/facts.tsx'
import { scores } from './sections/scores.tsx'

/** What the page of two models says, in this order. */
export const pairSections: readonly Section<PairSubject>[] = [facts, byWeights, byBehaviour, scores]
