/**
 * Writes the built-in benchmarks beside this file: `node models/benchmarks/write-benchmarks.ts`. Each is a list of
 * questions with four choices of which one is right; the right one stands in each place equally often, so chance is
 * 0.25.
 */
import { writeFileSync } from 'node:fs'
import { type SeededGenerator, seededGenerator } from '../../core/random/seeded-generator.ts'

interface Question {
  readonly context: string
  readonly right: string
  /** At least three, all different from the right one and from one another. */
  readonly wrong: readonly string[]
}

interface Benchmark {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly questions: readonly Question[]
}

const numberWords =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  )
const names = 'Mara Tobin Elsa Odo Petra Linus Wren Jory'.split(' ')
const animals = 'fox hare mole crow badger wolf goat heron'.split(' ')
const places = 'river mill forest market harbor tower bridge garden'.split(' ')
const things = 'lantern kettle ribbon map coin drum basket key'.split(' ')
const moods = 'happy sad proud tired curious brave calm angry'.split(' ')
const verbs = 'went ran took gave found lost asked said'.split(' ')
const variables = 'a b c n m x y k'.split(' ')
const towns = 'Arlen Brask Corvo Delm Estry Folm Hesk Kolm'.split(' ')
const capitals = 'Mira Tolen Vask Ruan Peth Soma Quill Fenn'.split(' ')
const goods = 'salt wool iron honey glass tin wheat silk'.split(' ')
const functions = 'add scale find swap merge first last clamp'.split(' ')

const at = <T>(list: readonly T[], place: number): T => list[place % list.length]!
const others = <T>(list: readonly T[], ...without: readonly T[]): T[] => list.filter((one) => !without.includes(one))

function shuffled<T>(list: readonly T[], generator: SeededGenerator): T[] {
  const order = [...list]
  for (let last = order.length - 1; last > 0; last--) {
    const other = generator.integer(last + 1)
    ;[order[last], order[other]] = [order[other]!, order[last]!]
  }
  return order
}

/** Whole numbers near a value, none below 0, without the value. */
const near = (value: number): number[] =>
  [value - 3, value - 2, value - 1, value + 1, value + 2, value + 3].filter((one) => one >= 0)

function pairs(least: number, most: number): [number, number][] {
  const list: [number, number][] = []
  for (let a = least; a <= most; a++) for (let b = least; b <= most; b++) list.push([a, b])
  return list
}

const numeral = (value: number): string => ` ${value}.`
const inWords = (value: number): string => ` ${numberWords[value]!}.`

function sums(generator: SeededGenerator): Question[] {
  const forms = [
    (a: number, b: number): Question => ({
      context: `${a} + ${b} =`,
      right: numeral(a + b),
      wrong: near(a + b).map(numeral),
    }),
    (a: number, b: number): Question => ({
      context: `${a + b} - ${b} =`,
      right: numeral(a),
      wrong: near(a).map(numeral),
    }),
    (a: number, b: number): Question => ({
      context: `${numberWords[a]!} plus ${numberWords[b]!} is`,
      right: inWords(a + b),
      wrong: near(a + b)
        .filter((value) => value <= 20)
        .map(inWords),
    }),
    (a: number, b: number): Question => ({
      context: `${numberWords[a + b]!} minus ${numberWords[b]!} is`,
      right: inWords(a),
      wrong: near(a).map(inWords),
    }),
  ]
  // Sums up to 10: what is subtracted from is not above what the demo models were taught.
  const small = pairs(0, 10).filter(([a, b]) => a + b <= 10)
  return forms.flatMap((form) =>
    shuffled(small, generator)
      .slice(0, 28)
      .map(([a, b]) => form(a, b)),
  )
}

function products(generator: SeededGenerator): Question[] {
  const times = shuffled(pairs(2, 12), generator)
    .slice(0, 60)
    .map(([a, b]): Question => {
      const wrong = new Set([a * b + a, a * b - b, ...near(a * b)])
      return {
        context: `${a} * ${b} =`,
        right: numeral(a * b),
        wrong: [...wrong].filter((value) => value !== a * b && value > 0).map(numeral),
      }
    })
  const halves = shuffled(pairs(2, 12), generator)
    .slice(0, 36)
    .map(([a, b]): Question => {
      const half = (a + b) / 2
      return {
        context: `The sum of ${a} and ${b} is ${a + b}, so half of it is`,
        right: numeral(half),
        wrong: [half - 1, half - 0.5, half + 0.5, half + 1].map(numeral),
      }
    })
  return [...times, ...halves]
}

function code(): Question[] {
  return variables.flatMap((v, position) => {
    const u = at(variables, position + 3)
    const f = at(functions, position)
    const names = others(variables, v, u).map((name) => ` ${name}\n`)
    const largest = `def ${f}(${v}, ${u}):\n    if ${v} > ${u}:\n        return ${v}\n    return`
    const loop = `def ${f}(${v}):\n    for i in range(${position + 2}):\n        ${v} +=`
    return [
      { context: `def ${f}(${v}, ${u}):\n    return ${v} +`, right: ` ${u}\n`, wrong: names },
      { context: largest, right: ` ${u}\n`, wrong: names },
      { context: loop, right: ' i\n', wrong: names },
      { context: `${loop} i\n    return`, right: ` ${v}\n`, wrong: names },
      {
        context: `def ${f}(${v}, ${u}):\n    if ${v} >`,
        right: ` ${u}:\n`,
        wrong: others(variables, v, u).map((name) => ` ${name}:\n`),
      },
      {
        context: `class ${f[0]!.toUpperCase()}${f.slice(1)}:\n    def __init__(self, ${v}):\n        self.${v} =`,
        right: ` ${v}\n`,
        wrong: names,
      },
      { context: `def ${f}(${v}):\n    for i in`, right: ' range', wrong: [' return', ' self', ' class', ' def'] },
      {
        context: `def ${f}(${v}, ${u})`,
        right: ':\n    return',
        wrong: [':\n  return', ' {\n  return', ':\nreturn', ';\n    return'],
      },
      {
        context: `const ${v} = [${position + 1}, ${position + 2}];\nfor (const ${u} of`,
        right: ` ${v})`,
        wrong: others(variables, v, u).map((name) => ` ${name})`),
      },
      {
        context: `const ${v} = [${position + 1}, ${position + 2}];\nfor (const ${u} of ${v}) {\n  console.log(`,
        right: `${u});`,
        wrong: others(variables, v, u).map((name) => `${name});`),
      },
      {
        context: `function ${f}(${v}, ${u}) {\n  return ${v} -`,
        right: ` ${u};`,
        wrong: others(variables, v, u).map((name) => ` ${name};`),
      },
      {
        context: `function ${f}(${v}) {\n  if (${v} === ${position + 1}) {\n    return`,
        right: ' null;\n',
        wrong: [' class;\n', ' range;\n', ' self;\n', ' def;\n'],
      },
    ]
  })
}

function grammar(): Question[] {
  const word = (list: readonly string[], place: number, end: string): string => ` ${at(list, place)}${end}`
  return names.flatMap((name, position) => {
    const animal = at(animals, position)
    const thing = at(things, position + 1)
    const mood = at(moods, position + 2)
    const spot = at(places, position + 3)
    /** One word of each kind; the right kind decides. */
    const of = (kind: readonly string[], end: string): Pick<Question, 'right' | 'wrong'> => ({
      right: word(kind, position + 5, end),
      wrong: others(
        [places, moods, verbs, names, animals],
        kind,
        ...(kind === places ? [animals] : kind === animals ? [places] : []),
      ).map((list) => word(list, position + 4, end)),
    })
    return [
      { context: `One day ${name} went to the`, ...of(places, ' with') },
      { context: `There was a ${mood} ${animal} that lived in the`, ...of(places, '.') },
      { context: `They had a ${thing} and an old`, ...of(animals, '.') },
      { context: `One day ${name} went to the ${spot} with a`, ...of(animals, '.') },
      { context: `${name} lived by the ${spot}. In the morning the ${animal} ran to the`, ...of(places, ' and') },
      { context: `The ${animal} of the ${spot} was`, ...of(moods, '.') },
      { context: `The ${animal} found a ${thing}. ${name} was`, ...of(moods, ', but') },
      { context: `The ${animal} wanted a ${thing}. So`, ...of(names, ' gave') },
      { context: `They took the ${thing} home and showed it to`, ...of(names, '.') },
      {
        context: `${name} and`,
        right: ` ${at(names, position + 3)} lived`,
        wrong: [` the lived`, ` was lived`, ` a lived`],
      },
      {
        context: `The ${animal} found`,
        right: ` a ${thing} near`,
        wrong: [` ${thing} a near`, ` near a ${thing}`, ` a near ${thing}`],
      },
      {
        context: `In the morning the ${animal}`,
        right: ` ran to the ${spot}`,
        wrong: [` to ran the ${spot}`, ` the ran to ${spot}`, ` ran the to ${spot}`],
      },
    ]
  })
}

function recall(): Question[] {
  return names.flatMap((name, position) => {
    const animal = at(animals, position + 1)
    const thing = at(things, position + 2)
    const spot = at(places, position + 3)
    const town = at(towns, position)
    const capital = at(capitals, position)
    const good = at(goods, position)
    const among = (list: readonly string[], right: string, end: string): Pick<Question, 'right' | 'wrong'> => ({
      right: ` ${right}${end}`,
      wrong: others(list, right).map((one) => ` ${one}${end}`),
    })
    return [
      {
        context: `The ${animal} of the ${spot} was calm. Nobody knew why, until ${name} lost a ${thing} there and the`,
        ...among(animals, animal, ' brought'),
      },
      { context: `One day ${name} went to the ${spot} with a ${animal}. The`, ...among(animals, animal, ' found') },
      { context: `The ${animal} found a ${thing} near the ${spot}. They took the`, ...among(things, thing, ' home') },
      {
        context: `There was a ${animal} that lived in the ${spot}. It wanted a ${thing} more than anything. So ${name} gave it the`,
        ...among(things, thing, ' and'),
      },
      { context: `They had a ${thing} and an old ${animal}. In the morning the`, ...among(animals, animal, ' ran') },
      {
        context: `${name} and Milo lived by the ${spot}. They had a ${thing} and an old ${animal}. In the morning the ${animal} ran to the mill and`,
        ...among(names, name, ' ran'),
      },
      {
        context: `"Have you seen my ${thing}?" asked ${name}. "No," said the ${animal}. So`,
        ...among(names, name, ' looked'),
      },
      { context: `The capital of ${town} is ${capital}.\n${capital} is the capital of`, ...among(towns, town, '.') },
      { context: `${capital} is the capital of ${town}.\nThe capital of ${town} is`, ...among(capitals, capital, '.') },
      { context: `${town} is known for ${good}.\nThe people of ${town} sell`, ...among(goods, good, '.') },
      {
        context: `Once ${name} asked the ${animal}: what is in the ${spot}? A ${thing}, said the`,
        ...among(animals, animal, ','),
      },
      {
        context: `Let x = ${position + 2}. Then x + ${position + 1} = ${2 * position + 3} and x * 2 =`,
        right: ` ${2 * (position + 2)}.`,
        wrong: near(2 * (position + 2)).map(numeral),
      },
    ]
  })
}

function answers(generator: SeededGenerator): Question[] {
  const small = shuffled(pairs(0, 10), generator)
  const asked = small.slice(0, 30).flatMap(([a, b]): Question[] => [
    {
      context: `### Question: What is ${a} + ${b}?\n### Answer: It is`,
      right: numeral(a + b),
      wrong: near(a + b).map(numeral),
    },
    { context: `User: What is ${a} + ${b}?\nAssistant: It is`, right: numeral(a + b), wrong: near(a + b).map(numeral) },
  ])
  const turns = things.flatMap((thing, position): Question[] => {
    const name = at(names, position)
    const town = at(towns, position)
    return [
      {
        context: `### Question: Who has the ${thing}?\n### Answer:`,
        right: ' I think',
        wrong: [' It is', ' The capital is', ' One day'],
      },
      {
        context: `### Question: What is the capital of ${town}?\n### Answer:`,
        right: ' The capital is',
        wrong: [' It is 1', ' I think', ' One day'],
      },
      {
        context: `### Question: What is ${position} + 2?\n### Answer:`,
        right: ' It is',
        wrong: [' The capital is', ' I think', ' One day'],
      },
      {
        context: `### Question: What is ${position} + 2?\n###`,
        right: ' Answer',
        wrong: [' Question', ' User', ' Assistant'],
      },
      {
        context: `User: Tell me a story about ${name}.\nAssistant: One day`,
        right: ` ${name} went`,
        wrong: others(names, name).map((one) => ` ${one} went`),
      },
    ]
  })
  return [...asked, ...turns]
}

/** General knowledge of people; each line a context, the right choice and three wrong ones. */
const factLines = `
The capital of France is|Paris|Rome|Berlin|Madrid
The capital of Japan is|Tokyo|Beijing|Seoul|Bangkok
The capital of Italy is|Rome|Paris|Athens|Vienna
The capital of Egypt is|Cairo|Tunis|Nairobi|Lagos
The capital of Russia is|Moscow|Kyiv|Warsaw|Minsk
The capital of Spain is|Madrid|Lisbon|Paris|Rome
The capital of Germany is|Berlin|Vienna|Bern|Brussels
The capital of Canada is|Ottawa|Washington|London|Dublin
The capital of Greece is|Athens|Rome|Sofia|Cairo
The capital of Kenya is|Nairobi|Cairo|Lagos|Accra
The capital of England is|London|Dublin|Paris|Oslo
The capital of Norway is|Oslo|Stockholm|Helsinki|Copenhagen
The colour of fresh grass is|green|blue|red|black
The colour of a clear sky at noon is|blue|green|brown|black
The colour of snow is|white|black|red|green
The colour of a ripe banana is|yellow|blue|black|purple
The colour of blood is|red|green|blue|white
The colour of coal is|black|white|yellow|green
A week has|seven days|five days|nine days|twelve days
A year has|twelve months|ten months|seven months|twenty months
An hour has|sixty minutes|ten minutes|ninety minutes|forty minutes
A triangle has|three sides|four sides|five sides|six sides
A square has|four sides|three sides|five sides|eight sides
A spider has|eight legs|six legs|four legs|ten legs
An insect has|six legs|eight legs|four legs|ten legs
A dog has|four legs|two legs|six legs|eight legs
The opposite of hot is|cold|warm|tall|loud
The opposite of big is|small|large|heavy|fast
The opposite of up is|down|left|over|high
The opposite of day is|night|week|morning|sun
The opposite of wet is|dry|damp|cold|deep
The opposite of early is|late|soon|fast|young
The opposite of rich is|poor|wealthy|old|kind
The opposite of open is|closed|wide|free|large
A young dog is called a|puppy|kitten|calf|lamb
A young cat is called a|kitten|puppy|foal|chick
A young cow is called a|calf|lamb|puppy|duckling
A young sheep is called a|lamb|calf|foal|kitten
A young horse is called a|foal|calf|lamb|puppy
Bees make|honey|milk|silk|wool
Cows give|milk|honey|eggs|silk
Hens lay|eggs|milk|wool|honey
Sheep give|wool|silk|honey|feathers
Fish breathe with their|gills|lungs|fins|scales
Birds fly with their|wings|beaks|feet|eyes
People hear with their|ears|eyes|hands|teeth
People see with their|eyes|ears|knees|teeth
The sun rises in the|east|west|north|south
The sun sets in the|west|east|north|south
Water freezes to|ice|steam|sand|smoke
Boiling water turns to|steam|ice|snow|stone
The day after Monday is|Tuesday|Sunday|Friday|Thursday
The day before Sunday is|Saturday|Monday|Tuesday|Friday
The month after March is|April|June|January|October
The first month of the year is|January|June|December|March
The last month of the year is|December|January|May|August
The season after winter is|spring|autumn|summer|night
The planet we live on is|Earth|Mars|Venus|Saturn
The Earth goes around the|sun|moon|stars|clouds
The Moon goes around the|Earth|sun|stars|rain
The largest ocean is the|Pacific|Atlantic|Indian|Arctic
The highest mountain on Earth is Mount|Everest|Fuji|Etna|Olympus
Romeo and Juliet was written by|Shakespeare|Dickens|Homer|Tolstoy
People in Brazil speak|Portuguese|French|German|Greek
People in Mexico speak|Spanish|German|Chinese|Russian
People in Austria speak|German|French|Spanish|Polish
A doctor works in a|hospital|bakery|theatre|mine
A teacher works in a|school|kitchen|garage|harbour
Bread is baked in an|oven|envelope|umbrella|engine
Letters are written with a|pen|spoon|hammer|shoe
Nails are driven in with a|hammer|spoon|pillow|candle
Paper is cut with|scissors|spoons|pillows|candles
Wood comes from|trees|stones|clouds|rivers
Salt is found in the|sea|sky|moon|wind
Gold is a|metal|plant|liquid|gas
Iron is a|metal|fruit|gas|bird
Oxygen is a|gas|metal|stone|fruit
A carrot is a|vegetable|metal|bird|fish
An apple is a|fruit|bird|fish|stone
A salmon is a|fish|bird|fruit|tree
An eagle is a|bird|fish|fruit|stone
An oak is a|tree|fish|bird|metal
Ten divided by two is|five|four|six|eight
Half of twelve is|six|four|eight|ten
`

const facts: readonly Question[] = factLines
  .trim()
  .split('\n')
  .map((line) => {
    const [context = '', right = '', ...wrong] = line.split('|')
    return { context, right: ` ${right}.`, wrong: wrong.map((one) => ` ${one}.`) }
  })

const generator = seededGenerator(20_241_123)

const benchmarks: readonly Benchmark[] = [
  {
    name: 'sums',
    title: 'Sums',
    description: 'Additions and subtractions up to ten, in numerals and in words.',
    questions: sums(generator),
  },
  {
    name: 'products',
    title: 'Products',
    description: 'Multiplications up to twelve times twelve, and halves of sums.',
    questions: products(generator),
  },
  {
    name: 'code',
    title: 'Code',
    description: 'The next name or mark in short functions of Python and JavaScript.',
    questions: code(),
  },
  {
    name: 'grammar',
    title: 'Grammar',
    description: 'The kind of word that fits, and word order, in sentences of short tales.',
    questions: grammar(),
  },
  {
    name: 'recall',
    title: 'Recall',
    description: 'A name, an animal or a thing that was mentioned one or two sentences before.',
    questions: recall(),
  },
  {
    name: 'answers',
    title: 'Answers',
    description: 'Questions and answers in the form of a conversation.',
    questions: answers(generator),
  },
  {
    name: 'facts',
    title: 'Facts',
    description: 'What most people know of the world. Models raised on invented worlds only are near chance.',
    questions: facts,
  },
]

/** JSON lines in the plain form; the right choice stands in each place equally often. */
function jsonLines(questions: readonly Question[]): string {
  const order = shuffled(Array.from(questions.keys()), generator)
  return questions
    .map(({ context, right, wrong }, index) => {
      const choices = shuffled(
        [...new Set(wrong)].filter((one) => one !== right),
        generator,
      ).slice(0, 3)
      if (choices.length < 3)
        throw new Error(`expected three wrong choices, found ${choices.length} after ${JSON.stringify(context)}`)
      const gold = order[index]! % 4
      choices.splice(gold, 0, right)
      return `${JSON.stringify({ context, choices, gold })}\n`
    })
    .join('')
}

for (const { name, questions } of benchmarks)
  writeFileSync(new URL(`${name}.jsonl`, import.meta.url), jsonLines(questions))
const index = benchmarks.map(({ name, title, description, questions }) => ({
  name,
  title,
  description,
  file: `${name}.jsonl`,
  task: 'plain',
  items: questions.length,
  chance: 0.25,
  license: 'CC0-1.0',
}))
writeFileSync(new URL('index.json', import.meta.url), `${JSON.stringify(index, null, 2)}\n`)
