// For tests: the settings of the sample service. They stand here again, so that a team's own settings break no test.
import type { PipelineConfig } from '../config.ts'

export const sample: PipelineConfig = {
  serviceName: 'TimeService',
  branchName: 'main',
  stages: [
    { name: 'Beta' },
    { name: 'Gamma' },
    { name: 'Prod', gate: 'approval' }, // serves customers, so a person decides
  ],
  accessLogs: true,
  logRetentionDays: 90,
  artifactRetentionDays: 90,
}
