/** What a reader must know beside a number: the same in every view, file, report and command. */
import { z } from 'zod'
import { identifier } from './call.ts'

/** What remarks can be about. Each kind is found in one place (engine/remarks, engine/analyses). */
export const remarkKinds = {
  'refused now': 'an earlier version took a file that is refused today',
  context: 'the model reads few tokens at a time, so that long genes and questions do not fit',
  purpose: 'the model was made for something else than to continue texts',
  'file type': 'the header declares another quantization than the tensors have',
  'token types': 'the file gives no types of tokens',
  'pre-tokenizer': 'the file does not say how texts are split before they become tokens',
  'token ids': 'the header names special tokens that the vocabulary does not have',
  'rope scaling': 'the header scales the positions of tokens, by which the same weights give other numbers',
  'end token': 'the file asks for an end token behind each text, which a prefix cannot have',
  beginnings: 'models with the same tokens begin or split texts in different ways',
  conditions:
    'the models were not all evaluated by the same source, build, backend and device, with the same key and value types and flash attention',
  sittings: 'a model was evaluated in more than one sitting under differing conditions',
  'quantized weights': 'weights were evaluated as they are stored, with the rounding of quantized arithmetic',
  'dequantized weights': 'quantized weights were turned into floats before they were evaluated',
  'precision fallback': 'dequantized weights could not be used',
  'source fallback': 'the direct source could not be used',
  noise: 'the noise of the engine is not known, or part of the bounds',
  tolerances: 'the models were probed with different tolerances',
  caps: 'genes stopped at a cap before their tolerance',
  'set aside': 'genes or items were set aside after crashes or refusals',
  'cut items': 'the context of items of a benchmark was cut from the left to fit the model',
  'repeated items': 'items of a benchmark are the same as earlier ones of it',
  same: 'models are the same within the noise',
  'zero weights': 'all matrices of one of two models are zero',
  'weights not read': 'the weights of a model are not read, so that its lineage is not known',
  'declared parents': 'headers declare parents that the weights contradict',
  family: 'the family of a model is read from what the weights contradict',
  'not joined': 'no model of a family is probed, so that nothing joins it to the others',
  'weights and behaviour': 'weights and behaviour disagree on which models belong together',
  'negative branches': 'the distances fit no tree: neighbour joining gave branches a negative length',
  architectures: 'weights of different architectures were compared',
  shapes: 'tensors of one name differ in shape and were not compared',
  vocabularies: 'tensors with a row per token were compared by tokens that both models have',
  depths: 'layers of two models are compared that do not have the same number',
  'unmatched tensors': 'one of two models has tensors that the other has not',
  'nothing compared': 'two models have no tensor of one name and shape',
} as const satisfies Readonly<Record<string, string>>

export type RemarkKind = keyof typeof remarkKinds

const kind = z.enum(Object.keys(remarkKinds) as [RemarkKind, ...RemarkKind[]])

/** Of one model: its file, a probe or a run of it. */
export const modelRemark = z.object({
  kind,
  /** A sentence that does not name the model. */
  text: z.string(),
  /** What of the probe or run it concerns, as `3 genes`; absent: all of it. */
  about: z.string().optional(),
})

/** Of several models that are shown together. */
export const remark = z.object({
  kind,
  /** One line, with the names of the models. */
  text: z.string(),
  /** The models that it is about, in their order; none where it is about all of them together. */
  modelIds: z.array(identifier),
})

export type ModelRemark = Readonly<z.output<typeof modelRemark>>
export type Remark = z.output<typeof remark>

/** The sentences of what an answer has to remark. */
export function remarkTexts({ remarks }: { readonly remarks: readonly (ModelRemark | Remark)[] }): string[] {
  return remarks.map(({ text, ...scope }) =>
    'about' in scope && scope.about !== undefined ? `${scope.about}: ${text}` : text,
  )
}
