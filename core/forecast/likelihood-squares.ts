import { mean } from '../statistics/moments.ts'

/**
 * Squared distances between models by their log-likelihood vectors, models x models: the mean over genes of the squared
 * difference of log p(gene) per byte. Euclidean. "Mapping 1,000+ Language Models" (arXiv 2502.16173) takes each model's
 * mean over genes out first, so that the distance approximates a Kullback-Leibler divergence; here it stays in, since
 * how well a model predicts text at all tells of its scores.
 *
 * @param vectors models x genes, in nats per byte
 */
export function likelihoodSquares(vectors: readonly (readonly number[])[]): number[][] {
  return vectors.map((vector) => vectors.map((right) => mean(vector.map((value, gene) => (value - right[gene]!) ** 2))))
}
