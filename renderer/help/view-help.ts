/** What a view or page says of itself. */
export interface ViewHelp {
  /** As the rail and the view's head call it. */
  readonly title: string
  /** What it shows, in one sentence. */
  readonly shows: string
  /** What it is for, in one sentence. */
  readonly purpose: string
  /** Section of docs/methods.md that says how its numbers come about; see `sectionId`. */
  readonly method: string
}

/** The words of every view and page, by the view's name in the address. */
export const viewHelp: Readonly<Record<string, ViewHelp>> = {
  library: {
    title: 'Library',
    shows: 'The models that were added, with what their files say of them and what was measured of each.',
    purpose:
      'Here models are chosen to be probed and compared, given a family, and looked up where their files lie; files are read, never changed.',
    method: 'families',
  },
  probe: {
    title: 'Probe',
    shows:
      'Which models have been asked what they expect after each gene of a genome, and the queue of those that will be.',
    purpose: 'A model has to be probed with a genome before Tree, Matrix, Map, Forecast and Report can compare it.',
    method: 'exact-expansion-residue-and-bound',
  },
  tree: {
    title: 'Tree',
    shows:
      'Models joined by the distance between their populations: the shorter the way along the branches, the more alike.',
    purpose:
      'It is for seeing which models belong together, with the support of each clade; an ancestor stands at a tip like any other model, and the root is a choice.',
    method: 'trees',
  },
  matrix: {
    title: 'Matrix',
    shows: 'The similarity or distance of every two models, each with its bounds.',
    purpose:
      'It is for reading off single pairs, and for seeing groups of models that a tree has to force into branches.',
    method: 'similarity',
  },
  map: {
    title: 'Map',
    shows:
      'Models as points in the plane, as far apart as their distances say where two dimensions can; the stress says how well.',
    purpose:
      'It is for an overview without any assumption of descent, and for merges, which lie between their parents.',
    method: 'map',
  },
  lineage: {
    title: 'Lineage',
    shows:
      'Which model was made from which by finetune, merge or quantization, told from the weights, with the probability of each direction.',
    purpose: 'It is for what likeness of answers cannot tell: what came first, and whether a declared base is true.',
    method: 'lineage-from-weights',
  },
  scores: {
    title: 'Scores',
    shows:
      'Results of models on benchmarks: measured here, typed in or imported, each with its standard error where it is known.',
    purpose: 'It is for comparing models by what they can do, and what Forecast and Scaling learn from.',
    method: 'benchmark-scores',
  },
  benchmarks: {
    title: 'Benchmarks',
    shows: 'Sets of multiple-choice questions, the runs of models on them, and what a model chose on every item.',
    purpose: 'It is for measuring models of the library on built-in questions or on a file of questions.',
    method: 'benchmark-scores',
  },
  forecast: {
    title: 'Forecast',
    shows:
      'Scores that models are expected to reach, from their distances to models with known scores, with intervals.',
    purpose:
      'It is for guessing a score before measuring it; each method is judged by forecasts of held-out families, beside plain baselines.',
    method: 'forecast-from-distance',
  },
  scaling: {
    title: 'Scaling',
    shows:
      'How scores grow with training compute across families, by way of a few capabilities that all benchmarks share.',
    purpose:
      'It is for forecasting larger models from small ones, for comparing families by equivalent compute, and for choosing which models to test.',
    method: 'observational-scaling',
  },
  emergence: {
    title: 'Emergence',
    shows:
      'How finetuning on more examples moves the elbow, the loss from which a task is solved, and where that puts it for few-shot use.',
    purpose: 'It is for telling from weak checkpoints at which loss an ability will appear, and how uncertain that is.',
    method: 'emergence-law',
  },
  report: {
    title: 'Report',
    shows:
      'Tree, lineage, tables, figures, settings and versions of what is compared, in one file that opens anywhere.',
    purpose: 'It is for keeping a result or handing it on so that others can check it.',
    method: 'default-values',
  },
  model: {
    title: 'Model',
    shows: 'All that is known of one model: its file, lineage, nearest neighbours, scores and forecasts.',
    purpose: 'It answers what a downloaded file is, and says what could still be measured.',
    method: 'lineage-from-weights',
  },
  pair: {
    title: 'Pair',
    shows:
      'Two models beside each other: their facts, how their weights differ, how far apart they answer, and their scores.',
    purpose:
      'It answers what one model is to another: a copy, a quantization, a finetune, a sibling or nothing of these.',
    method: 'weights',
  },
  help: {
    title: 'Help',
    shows: 'What each view is for, the words that the views use, and the methods with their formulas and sources.',
    purpose: 'It is for looking things up without a network.',
    method: 'what-is-not-corrected',
  },
}
