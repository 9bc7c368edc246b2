// Action and NotAction: a service, a colon, a name with wildcards; or everything.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html

import { type PolicyRules, type Problem, type ProblemKind, problem, textsOf } from './problems.ts'

export const readAction = (
  statement: Readonly<Record<string, unknown>>,
  at: string,
  { action: mayStand = () => true }: PolicyRules,
): readonly Problem[] => {
  const given = ['Action', 'NotAction'].filter(name => statement[name] !== undefined)
  if (given.length === 0) return [problem('no-action', `${at}.Action`, undefined)]
  return given.flatMap(name => {
    const actions = textsOf(statement[name])
    if (!actions) return [problem('syntax', `${at}.${name}`, statement[name])]
    if (actions.length === 0) return [problem('no-action', `${at}.${name}`, statement[name])]
    return actions.flatMap(action => {
      const kind = actionProblem(action) ?? (mayStand(action) ? undefined : 'action-out-of-scope')
      return kind ? [problem(kind, `${at}.${name}`, action)] : []
    })
  })
}

const actionProblem = (action: string): ProblemKind | undefined => {
  if (action === '*') return undefined
  const [service = '', ...name] = action.split(':')
  if (name.length === 0) return 'action-without-service'
  if (name.length > 1) return 'action-colons'
  return /^[a-zA-Z0-9.-]+$/.test(service) ? undefined : 'action-service'
}
