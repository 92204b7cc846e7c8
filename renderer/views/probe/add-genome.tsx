import { useState } from 'react'
import type { Genome } from '../../../core/genome/genome.ts'
import { GenomeError } from '../../../core/genome/genome-error.ts'
import { readGenome } from '../../../core/genome/read-genome.ts'
import type { GenomeSummary } from '../../../engine/api/contract.ts'
import { useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { Button } from '../../components/button.tsx'
import { classes } from '../../components/classes.ts'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { Notice } from '../../components/states.tsx'
import { TextField } from '../../components/text-field.tsx'
import { TextFileButton } from '../../components/text-file-button.tsx'
import { plural } from '../../../core/format/quantity.ts'
import textStyles from '../../components/text.module.css'
import styles from './probe.module.css'

const largest = 12 * 2 ** 20

/** Choosing a genome's file and its name. */
export function AddGenome({ onAdded }: { readonly onAdded: (genome: GenomeSummary) => void }) {
  const add = useCancellableCommand('genomes.add')
  const [genome, setGenome] = useState<Genome | null>(null)
  const [name, setName] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [added, setAdded] = useState<GenomeSummary | null>(null)

  const begin = () => {
    add.reset()
    setFailure(null)
    setAdded(null)
    setGenome(null)
  }
  const choose = (fileName: string, text: string) => {
    begin()
    try {
      const read = readGenome(text, fileName)
      setGenome(read)
      setName(read.name.slice(0, 100))
    } catch (error) {
      if (!(error instanceof GenomeError)) throw error
      setFailure(`${fileName}: ${error.message}.`)
    }
  }
  const store = () => {
    if (genome === null) return
    add.mutate(
      { name, genes: [...genome.genes] },
      {
        onSuccess: (summary) => {
          begin()
          setAdded(summary)
          onAdded(summary)
        },
      },
    )
  }
  return (
    <section className={styles['section']} aria-labelledby="add-genome">
      <h3 id="add-genome">Add a genome</h3>
      <p className={textStyles['muted']}>
        A text file with one gene a line: the beginning of a text, cut where models are to go on. Spaces at the ends of
        a line are part of the gene, empty lines are skipped. Or JSON with name and genes, for genes that hold line
        breaks.
      </p>
      <div>
        <TextFileButton
          label="Choose a file"
          types={['.txt', '.json', 'text/plain']}
          largest={largest}
          onText={choose}
          onFailure={(message) => {
            begin()
            setFailure(message)
          }}
        />
      </div>
      {failure === null ? null : <Notice tone="danger">{failure}</Notice>}
      {genome === null ? null : (
        <div className={styles['addLine']}>
          <TextField label="Name" value={name} onChange={setName} mostCharacters={100} />
          <span className={classes(textStyles['muted'], styles['count'])}>{plural(genome.genes.length, 'gene')}</span>
          <Button look="primary" isDisabled={name.trim() === '' || add.isPending} onPress={store}>
            Add
          </Button>
        </div>
      )}
      {add.isPending ? (
        <OperationProgress label="Adding the genome" progress={add.progress} onCancel={add.cancel} />
      ) : null}
      {add.error === null ? null : <Notice tone="danger">{add.error.message}</Notice>}
      {added === null ? null : (
        <Notice tone="info">
          {added.name} is there: {plural(added.genes, 'gene')}, sha256 {added.digest.slice(0, 12)}. It is chosen for the
          next probe.
        </Notice>
      )}
    </section>
  )
}
