/** A word of the field, explained where it first appears in a view. */
export interface GlossaryEntry {
  /** As a list of words has it. */
  readonly word: string
  /** Other forms under which it appears in a text, lower case where case does not matter. */
  readonly forms?: readonly string[]
  /** What it means, in one or two sentences. */
  readonly meaning: string
  /** Section of docs/methods.md that says more; see `sectionId`. */
  readonly method: string
}

/** The words that the views use, by key, in alphabetical order. */
export const glossary = {
  allele: {
    word: 'allele',
    forms: ['alleles'],
    meaning: 'The first few characters (four as a rule) of what a model may write after a gene.',
    method: 'genes-alleles-populations',
  },
  baseline: {
    word: 'baseline',
    forms: ['baselines'],
    meaning:
      'A forecast that needs no method, such as the mean of all scored models. A method has to beat it to be of use.',
    method: 'forecast-from-distance',
  },
  bitsPerByte: {
    word: 'bits per byte',
    forms: ['bits_per_byte', 'perplexity'],
    meaning:
      'How many bits a model needs for each byte of the right answer; less is better. Perplexity says the same per token, which cannot be compared across tokenizers.',
    method: 'benchmark-scores',
  },
  bootstrap: {
    word: 'bootstrap',
    forms: ['replicate', 'replicates', 'resamples'],
    meaning:
      'The same computation on many lists drawn anew, with replacement, from what was measured; it shows how much a result hangs on chance.',
    method: 'support',
  },
  bounds: {
    word: 'bounds',
    forms: ['certified interval', 'certified bounds'],
    meaning:
      'Between these a similarity or distance lies for certain, given that rare continuations are not followed to the end.',
    method: 'exact-expansion-residue-and-bound',
  },
  calibration: {
    word: 'calibration',
    forms: ['calibrated'],
    meaning:
      'Whether stated probabilities come true as often as they say: intervals of 90 % should hold nine truths in ten.',
    method: 'forecast-from-distance',
  },
  capability: {
    word: 'capability',
    forms: ['capabilities'],
    meaning: 'One of a few hidden axes along which the scores of many benchmarks rise and fall together.',
    method: 'observational-scaling',
  },
  clade: {
    word: 'clade',
    forms: ['clades'],
    meaning: 'All models below one branching point of a tree.',
    method: 'recovered-clades',
  },
  coverage: {
    word: 'coverage',
    meaning:
      'The share of held-out truths that lie inside their intervals; near the stated share, the intervals can be believed.',
    method: 'forecast-from-distance',
  },
  direction: {
    word: 'direction',
    forms: ['directions'],
    meaning:
      'Which of two related models was made from the other. It is told from how weights grow in training, with a probability.',
    method: 'lineage-from-weights',
  },
  distance: {
    word: 'distance',
    forms: ['distances'],
    meaning:
      'Grows as similarity S falls: 1 − S for the mean over genes, −ln S for the pooled measure. It says how alike models answer, not which descends from which.',
    method: 'distance',
  },
  elbow: {
    word: 'elbow',
    forms: ['elbows', 'point of emergence', 'emergence'],
    meaning: 'The pretraining loss below which a score starts to rise above guessing; the point of emergence.',
    method: 'emergence-law',
  },
  equivalentCompute: {
    word: 'equivalent compute',
    forms: ['f-equivalent compute'],
    meaning:
      'The training compute with which a model of the reference family f would reach the same level of capability.',
    method: 'observational-scaling',
  },
  f16: {
    word: 'F16',
    meaning:
      'Weights stored as 16-bit floating-point numbers, as most models are published; quantizations are made from it.',
    method: 'weights',
  },
  family: {
    word: 'family',
    forms: ['families'],
    meaning:
      'Models that come from one base: as stated, else as files declare, else as measured. Each view says which.',
    method: 'families',
  },
  finetune: {
    word: 'finetune',
    forms: ['finetunes', 'finetuned', 'finetuning'],
    meaning: 'A model made by training another one further, usually on less and more special text.',
    method: 'lineage-from-weights',
  },
  gene: {
    word: 'gene',
    forms: ['genes'],
    meaning: 'A text beginning that models are asked to go on from.',
    method: 'genes-alleles-populations',
  },
  genome: {
    word: 'genome',
    forms: ['genomes'],
    meaning: 'A fixed list of genes. Only probes of the same genome can be compared.',
    method: 'genes-alleles-populations',
  },
  heldOut: {
    word: 'held out',
    forms: ['held-out', 'hold out'],
    meaning:
      'Left aside while a method learns, to test it on what it has not seen. Whole families are held out together.',
    method: 'forecast-from-distance',
  },
  loss: {
    word: 'loss',
    meaning: 'Mean surprise of a model at a text, in nats; it falls as a model learns.',
    method: 'emergence-law',
  },
  merge: {
    word: 'merge',
    forms: ['merges', 'merged'],
    meaning:
      'A model whose weights were computed from those of two or more others. In a tree it lies between its parents.',
    method: 'lineage-from-weights',
  },
  midpoint: {
    word: 'midpoint',
    meaning:
      'A root half way between the two models that are farthest apart. It assumes that all changed equally fast.',
    method: 'rooting-and-order',
  },
  nei: {
    word: 'Nei',
    meaning:
      'Similarity of populations after Masatoshi Nei (1972): shared probability over the geometric mean of the own ones.',
    method: 'similarity',
  },
  neighbourJoining: {
    word: 'neighbour joining',
    meaning:
      'Builds a tree from distances by joining, step by step, the two groups that lie nearest, all others considered.',
    method: 'neighbour-joining',
  },
  noise: {
    word: 'noise',
    meaning: "How much the engine's own rounding moves a result, measured with each probe on a few genes.",
    method: 'what-is-not-corrected',
  },
  outgroup: {
    word: 'outgroup',
    meaning: 'A model known to stand outside of all others. The root is put on the branch that leads to it.',
    method: 'rooting-and-order',
  },
  population: {
    word: 'population',
    forms: ['populations'],
    meaning: "A model's exact distribution over alleles after one gene.",
    method: 'genes-alleles-populations',
  },
  probe: {
    word: 'probe',
    forms: ['probes', 'probed', 'probing'],
    meaning: 'To work out the populations of a model for all genes of a genome; also what is stored of it.',
    method: 'exact-expansion-residue-and-bound',
  },
  q40: {
    word: 'Q4_0',
    forms: ['q4_1', 'q5_0', 'q5_1'],
    meaning:
      'Older types of quantization: blocks of 32 weights of 4 or 5 bits with one scale (and, ending in 1, an offset).',
    method: 'lineage-from-weights',
  },
  q4k: {
    word: 'Q4_K_M',
    forms: ['q2_k', 'q3_k_s', 'q3_k_m', 'q3_k_l', 'q4_k', 'q4_k_s', 'q5_k_s', 'q5_k_m', 'q6_k'],
    meaning:
      'Types of quantization in nested blocks: the number is the bits of most weights; S, M and L say how many tensors get more.',
    method: 'lineage-from-weights',
  },
  q80: {
    word: 'Q8_0',
    meaning:
      'Quantization to 8 bits a weight in blocks of 32: hardly to be told from F16 in its answers, half its size.',
    method: 'lineage-from-weights',
  },
  quantization: {
    word: 'quantization',
    forms: ['quantizations', 'quantized'],
    meaning: 'The same weights stored with fewer bits each: smaller and faster, a little less exact.',
    method: 'weights',
  },
  residue: {
    word: 'residue',
    meaning:
      'Probability that was not followed to the end: it is known on which beginnings it falls, but not on which alleles.',
    method: 'exact-expansion-residue-and-bound',
  },
  root: {
    word: 'root',
    meaning: 'The point of a tree taken as oldest. Distances alone do not say where it is; midpoint or an outgroup do.',
    method: 'rooting-and-order',
  },
  similarity: {
    word: 'similarity',
    forms: ['similarities'],
    meaning: '1 where two models give the same populations, near 0 where they share nothing.',
    method: 'similarity',
  },
  sketch: {
    word: 'sketch',
    forms: ['sketches', 'sketched'],
    meaning:
      'A short summary of a tensor, from which distances between the weights of models follow with a known error.',
    method: 'weights',
  },
  standardError: {
    word: 'standard error',
    forms: ['standard errors'],
    meaning: 'How far a score typically lies from what it would be with endless questions of the same kind.',
    method: 'benchmark-scores',
  },
  stress: {
    word: 'stress',
    meaning: 'How badly a map has to bend distances to fit them into the plane; 0 is exact, above 0.2 is poor.',
    method: 'map',
  },
  support: {
    word: 'support',
    meaning: 'Share of resampled gene lists whose tree has the same clade. Below 70 % it is a guess.',
    method: 'support',
  },
  tolerance: {
    word: 'tolerance',
    meaning: 'The bound at which following a gene ends. A smaller one narrows all intervals and takes longer.',
    method: 'exact-expansion-residue-and-bound',
  },
  compute: {
    word: 'training compute',
    forms: ['flops'],
    meaning: 'Floating-point operations (FLOPs) of a training, about six for each parameter and token.',
    method: 'observational-scaling',
  },
} as const satisfies Readonly<Record<string, GlossaryEntry>>

export type Term = keyof typeof glossary

export const terms = Object.keys(glossary) as readonly Term[]

/** The entry of a word, with what it may leave out. */
export function entryOf(term: Term): GlossaryEntry {
  return glossary[term]
}
