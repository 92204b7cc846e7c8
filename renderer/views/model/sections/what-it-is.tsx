import { plural } from '../../../../core/format/quantity.ts'
import { useCall } from '../../../api/queries.tsx'
import { KeptDisclosure } from '../../../app/kept-sections.tsx'
import { Fact } from '../../../components/fact.tsx'
import { UnansweredState } from '../../../components/states.tsx'
import { headerFacts } from '../../../model/header-facts.ts'
import type { Section } from '../../../sections/section.ts'
import type { ModelSubject } from '../../../sections/subject.ts'
import { HeaderMetadata } from '../../library/header-metadata.tsx'
import { ModelNotices } from '../../library/model-notices.tsx'
import { ProbeFacts } from '../../library/probe-facts.tsx'
import { TensorTypes } from '../../library/tensor-types.tsx'
import styles from '../../../sections/sections.module.css'

export const whatItIs: Section<ModelSubject> = {
  id: 'what-it-is',
  title: 'What it is',
  needs: [],
  Content: ({ subject }) => {
    const [model] = subject.models
    const detail = useCall('models.get', { modelId: model.id })
    const { probes } = subject.library
    const ofModel =
      probes === undefined || probes instanceof Error ? [] : probes.filter((probe) => probe.modelId === model.id)
    return (
      <>
        <ModelNotices model={model} />
        <dl className={styles['facts']}>
          {headerFacts(model).map(([name, value]) => (
            <Fact key={name} name={name} value={value} />
          ))}
        </dl>
        {detail.data !== undefined ? (
          <div>
            <KeptDisclosure id="tensor-types" title="Tensor types">
              <TensorTypes model={detail.data} />
            </KeptDisclosure>
            <KeptDisclosure id="header" title={`Header, ${plural(detail.data.metadata.length, 'entry', 'entries')}`}>
              <HeaderMetadata model={detail.data} />
            </KeptDisclosure>
            <KeptDisclosure id="probes" title={`Probes, ${ofModel.length}`}>
              <ProbeFacts probes={ofModel} />
            </KeptDisclosure>
          </div>
        ) : detail.error === null ? null : (
          <UnansweredState title="The header could not be read" call={detail} />
        )}
      </>
    )
  },
}
