// Whether the machine has the runtime of a function, known before anything is made.

import { runtimeProblem } from '../../../host/runtimes.ts'

export const missingRuntime = (runtime: unknown): readonly string[] => {
  const problem = typeof runtime === 'string' ? runtimeProblem(runtime) : undefined
  return problem === undefined ? [] : [problem]
}
