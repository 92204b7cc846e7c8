/** What is said of a model's family, the same in every part of the contract. */
import { z } from 'zod'
import { familySources } from '../../core/model/family.ts'

/** What a family is read from; `unknown`: nothing is known of it, and the model stands for itself. */
export const familySource = z.enum(familySources)
