import { plural } from './quantity.ts'

/** What names where a model was evaluated. */
export interface EvaluatedOn {
  readonly source: string
  readonly library: string
  readonly build: string
  /** `cpu`, `cuda`, `metal` or `vulkan`. */
  readonly backend: string
  /** Empty where the backend names none. */
  readonly device: string
  readonly precision: string
  readonly threads: number
}

export function deviceText({ device }: Pick<EvaluatedOn, 'device'>): string {
  return device.trim() === '' ? 'device not named' : device
}

/** `cpu on AMD EPYC`, and `vulkan` alone where the backend names no device. */
export function backendText({ backend, device }: Pick<EvaluatedOn, 'backend' | 'device'>): string {
  return device.trim() === '' ? backend : `${backend} on ${device}`
}

/** What was evaluated of the weights: `as stored`, or the float type to which they were dequantized. */
export function weightsEvaluated({ precision }: Pick<EvaluatedOn, 'precision'>): string {
  return precision === 'file' ? 'as stored' : precision.toUpperCase()
}

/** One line: `direct, node-llama-cpp 3.0, llama.cpp b1, cpu on AMD EPYC, weights as stored, 2 threads`. */
export function environmentText(environment: EvaluatedOn): string {
  const { source, library, build, threads } = environment
  return [
    source,
    library,
    build,
    backendText(environment),
    `weights ${weightsEvaluated(environment)}`,
    plural(threads, 'thread'),
  ].join(', ')
}
