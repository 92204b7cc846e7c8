import { Option } from 'commander'
import { scaleChoices, scaleChoiceWords } from '../core/table/scale-choice.ts'

/** What the scores of a table are, where titles and numbers leave it open. */
export function scaleOption(): Option {
  return new Option('--scale <scale>', scaleChoiceWords).choices(scaleChoices).default('auto')
}
