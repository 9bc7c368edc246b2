import { uuidOf } from '../build/build-id.ts'
import { buildIds } from '../build/past.ts'
import type { CodeBuildState } from '../state.ts'

/** No build outlives its process, so no workspace does; logs and cases last as long as their builds and reports. */
export const keptFiles = (state: CodeBuildState) => {
  const logs = new Set(buildIds(state).map(id => `${uuidOf(id)}.log`))
  const cases = new Set([...state.reports.keys()].map(arn => `${arn.slice(arn.lastIndexOf(':') + 1)}.jsonl`))
  return {
    builds: () => false,
    logs: (name: string) => logs.has(name),
    reports: (name: string) => cases.has(name),
    cache: (name: string) => state.projects.has(name),
  }
}
