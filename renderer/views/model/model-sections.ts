import type { Section } from '../../sections/section.ts'
import type { ModelSubject } from '../../sections/subject.ts'
import { byBehaviour } from './sections/by-behaviour.tsx'
import { byDeclaration } from './sections/by-declaration.tsx'
import { byWeights } from './sections/by-weights.tsx'
import { forecasts } from './sections/forecasts.tsx'
import { neighbours } from './sections/neighbours.tsx'
import { places } from './sections/places.tsx'
import { quantization } from './sections/quantization.tsx'
import { scores } from './sections/scores.tsx'
import { whatItIs } from './sections/what-it-is.tsx'

/** What the page of a model says, in this order. */
export const modelSections: readonly Section<ModelSubject>[] = [
  whatItIs,
  places,
  byDeclaration,
  byWeights,
  byBehaviour,
  neighbours,
  quantization,
  scores,
  forecasts,
]
