import type { Command } from 'commander'

/** A command line without the program's name, and what it is for. */
type Example = readonly [line: string, says: string]

/** Examples of every command, by the words of its name; the help shows them, and tests run them. */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  'models add': [
    ['models add models', 'a folder with everything in it'],
    ['models add models/oak.gguf models/fern.gguf --json', 'single files, as a document'],
  ],
  'models list': [
    ['models list --filter oak --sort size --reverse', 'the largest first, of those with oak in any column'],
    ['models list --quantization F16 --columns name,size,path', 'only of one type, three columns of them'],
  ],
  'models rename': [['models rename moss forest-moss', 'it is found by its former name, too']],
  'models rescan': [['models rescan --add --relocate', 'takes in what is new and what has moved']],
  'models tag': [['models tag favourite oak fern', 'a tag on two models']],
  'models untag': [['models untag favourite fern', 'takes it from one']],
  'models set-family': [
    ['models set-family oak oak-tales --family oak', 'what you state counts before anything else'],
    ['models set-family oak --clear', 'takes that back'],
  ],
  'models show': [['models show oak', 'a model with all places of its file']],
  'models remove': [['models remove oak --yes', 'without asking; `undo` brings it back']],
  'models sources list': [['models sources list --models', 'each model that other programs have']],
  'models sources add': [['models sources add ollama', 'the models of one program']],
  'models sources refuse': [['models sources refuse gpt4all', 'leaves a program out from now on']],
  'models sources accept': [['models sources accept gpt4all', 'takes that back']],
  'genomes list': [['genomes list', 'built-in ones and your own']],
  'genomes add': [['genomes add genes.txt', 'plain text with one gene a line']],
  'genomes remove': [['genomes remove genes --yes', 'with the probes made with it']],
  probe: [
    ['probe oak fern --genome nursery', 'models of the library'],
    ['probe models/oak.gguf --genome nursery --tolerance quick --gpu off', 'a file, with wider bounds, on the CPU'],
  ],
  'probes list': [['probes list --sort bound', 'the narrowest bounds first']],
  'probes remove': [['probes remove fern --genome nursery --yes', 'of one genome, without asking']],
  'jobs resume': [['jobs resume', 'what an earlier run has left']],
  'jobs forget': [['jobs forget', 'what was left stays undone']],
  limits: [
    ['limits', 'what is set, and what the machine has'],
    ['limits --threads 1 --memory 2GB', 'little of the machine, for all models that are loaded from then on'],
    ['limits --threads none --memory none', 'without limits again'],
  ],
  populations: [['populations oak --genome nursery', 'gene after gene, with the most probable alleles']],
  distances: [
    ['distances', 'all models with results of the only genome there is'],
    ['distances oak oak-tales fern --format csv', 'three of them with every digit'],
  ],
  tree: [
    ['tree --root midpoint --bootstrap 200', 'with support from 200 resamples'],
    ['tree --format newick', 'for other programs'],
    ['tree --inside weights', 'with lineages by weights inside of families'],
  ],
  map: [['map --format csv', 'coordinates with their spread']],
  sketch: [['sketch oak fern', 'reads the weights once, for all that rests on them']],
  compare: [
    ['compare oak oak-tales', 'what one is to the other'],
    ['compare oak oak-tales --layers', 'with each layer and tensor'],
  ],
  lineage: [
    ['lineage', 'of all models of the library'],
    ['lineage oak oak-tales fern --format dot', 'a graph for Graphviz'],
  ],
  'benchmarks list': [['benchmarks list', 'built-in ones and your own']],
  'benchmarks add': [['benchmarks add questions.jsonl --name mine', 'under another name than that of the file']],
  'benchmarks remove': [['benchmarks remove mine --yes', 'with its runs']],
  'benchmarks runs': [['benchmarks runs --filter grammar --sort scores --reverse', 'the best first']],
  score: [
    ['score oak fern --benchmark grammar', 'two models on a built-in benchmark'],
    ['score oak --benchmark questions.jsonl --shots 1 --limit 2', 'on a file of your own, with an example in front'],
  ],
  'scores list': [['scores list --benchmark grammar --sort score --reverse', 'the best first']],
  'scores import': [
    ['scores import scores.csv --dry-run', 'how the columns are read, and nothing more'],
    ['scores import scores.csv --match', 'and match its models with those of the library'],
  ],
  'scores set': [['scores set oak MMLU 62.5% --shots 5', 'types a score in']],
  'scores remove': [['scores remove oak MMLU --yes', 'a typed or imported score']],
  'scores match': [['scores match --apply', 'matches what is proposed without it']],
  report: [['report --out report.html --force', 'tree, matrix, scores and methods as one page']],
  forecast: [
    ['forecast --benchmark grammar', 'from distances to the models with scores'],
    ['forecast --benchmark grammar --model oak --leave model', 'of one model, judged model by model'],
  ],
  'scaling fit': [
    ['scaling fit --benchmarks models.csv --target-file agents.csv --target score', 'a law from benchmarks to a score'],
  ],
  'scaling pca': [['scaling pca --benchmarks models.csv --components 2', 'what the benchmarks have in common']],
  'scaling select': [['scaling select --benchmarks models.csv --budget 12', 'families to measure within a budget']],
  'scaling gain': [
    [
      'scaling gain --benchmarks models.csv --target-file agents.csv --before plain --target prompted',
      'what a method adds as models grow',
    ],
  ],
  'scaling hypothetical': [
    [
      'scaling hypothetical --benchmarks models.csv --family Llama-2 --size 34 --tokens 2',
      'benchmarks of a model that was not trained',
    ],
  ],
  'emergence fit': [
    ['emergence fit --checkpoints checkpoints.csv --few-shot 8', 'where a task emerges with 8 examples in the prompt'],
  ],
  'emergence simulate': [['emergence simulate --seed 3', 'a study with a known truth, as CSV']],
  demo: [['demo', 'probes the demo models, whose ancestry is known']],
  'project list': [['project list', 'those opened lately, and those of the projects folder']],
  'project new': [['project new birds --folder .', 'an empty one, in this folder']],
  'project show': [['project show birds.sqlite', 'what it holds']],
  'project rename': [['project rename birds.sqlite forest', 'its file is renamed']],
  'project remove': [['project remove forest.sqlite --yes', 'without --yes it is only said what would go']],
  'project save-as': [['project save-as copy --folder . --overwrite', 'a copy of the open database']],
  'project relocate': [['project relocate models --dry-run', 'where files that were moved are found']],
  'project merge': [['project merge copy.sqlite --dry-run', 'what would come from another one']],
  'project export': [['project export profile oak fern --overwrite', 'results of two models for someone else']],
  undo: [
    ['undo --list', 'what can be undone'],
    ['undo', 'the latest removal'],
  ],
  doctor: [
    ['doctor', 'runtime, GPU, libraries and database'],
    ['doctor --check', 'everything stored against its checksums'],
  ],
  sample: [['sample', 'the page with models that are probed and scored already']],
  serve: [['serve --port 4000', 'the page at a port that stays the same']],
  completion: [['completion bash', 'for `eval "$(cladescope completion bash)"`']],
}

/** Puts the examples of each command below its help. */
export function addExamples(program: Command, above = ''): void {
  for (const command of program.commands) {
    const name = `${above} ${command.name()}`.trim()
    addExamples(command, name)
    const shown = examples[name]
    if (shown === undefined) continue
    const lines = shown.map(([line, says]) => `  cladescope ${line}\n      ${says}`)
    command.addHelpText('after', `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.join('\n')}`)
  }
}
