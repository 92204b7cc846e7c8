import { boundedText, intervalText } from '../../../../core/format/interval.ts'
import { WideTable } from '../../../components/wide-table.tsx'
import { relativesOf } from '../../../model/relatives.ts'
import { compared } from '../../../sections/needs.ts'
import { SectionAnswer } from '../../../sections/section-answer.tsx'
import type { Section } from '../../../sections/section.ts'
import type { ModelSubject } from '../../../sections/subject.ts'
import { useDistances } from '../../comparison/use-distances.ts'
import { PairLink } from '../../pair/pair-link.tsx'
import { ModelName } from '../model-name.tsx'
import tableStyles from '../../../components/number-table.module.css'

const mostShown = 10

export const neighbours: Section<ModelSubject> = {
  id: 'neighbours',
  title: 'Nearest neighbours',
  needs: [compared],
  Content: ({ subject }) => {
    const [model] = subject.models
    return (
      <SectionAnswer call={useDistances(subject.library.comparison)} doing="Comparing the models">
        {({ output }) => (
          <WideTable label="Nearest neighbours" look={tableStyles['table']}>
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Distance</th>
                <th scope="col">Its bounds</th>
                <th scope="col">Similarity</th>
                <th scope="col">Its bounds</th>
                <th scope="col">
                  <span className="visually-hidden">Pair</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {relativesOf(model.id, output)
                .slice(0, mostShown)
                .map(({ modelId, name, distance, similarity }) => (
                  <tr key={modelId}>
                    <th scope="row">
                      <ModelName id={modelId} name={name} />
                    </th>
                    <td>{boundedText(distance)}</td>
                    <td>{intervalText(distance.lower, distance.upper)}</td>
                    <td>{boundedText(similarity)}</td>
                    <td>{intervalText(similarity.lower, similarity.upper)}</td>
                    <td>
                      <PairLink left={model} right={{ id: modelId, name }} />
                    </td>
                  </tr>
                ))}
            </tbody>
          </WideTable>
        )}
      </SectionAnswer>
    )
  },
}
