import { reportRequest, reportSection } from '../../../engine/api/report-contract.ts'
import { comparisonSettings, treeInside } from '../../settings/comparison-settings.ts'
import { requestSetting } from '../../settings/request-settings.ts'
import { someOf, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const reportView = viewSettings('report', {
  ...comparisonSettings,
  ...treeInside,
  /** Empty: what is compared. */
  title: words(),
  method: requestSetting(reportRequest, 'method'),
  /** `none`, `midpoint` or the id of a model. */
  root: words('midpoint'),
  replicates: requestSetting(reportRequest, 'replicates'),
  seed: requestSetting(reportRequest, 'seed'),
  sections: someOf(reportSection.options, reportSection.options),
})
