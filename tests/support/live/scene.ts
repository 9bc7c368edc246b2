// A small pipeline and its executions, for the tests of the live view.

import { type LiveAction, type LiveExecution, newExecution, type Structure } from '../../../local/cli/live/model.ts'

const action = (name: string, category: string, provider: string, runOrder = 1) => ({
  name,
  actionTypeId: { category, provider },
  runOrder,
})

export const structure: Structure = {
  name: 'Orders',
  stages: [
    { name: 'Source', actions: [action('Source', 'Source', 'CodeCommit')] },
    { name: 'Build', actions: [action('Build', 'Build', 'CodeBuild')] },
    {
      name: 'Prod',
      actions: [action('Deploy', 'Deploy', 'CloudFormation', 2), action('Approve', 'Approval', 'Manual')],
    },
  ],
}

/** An execution in which the named actions are as given; the source is read unless told otherwise. */
export const execution = (id: string, changes: Readonly<Record<string, Partial<LiveAction>>> = {}): LiveExecution => {
  const began = newExecution(structure, id, 0)
  const given: Readonly<Record<string, Partial<LiveAction>>> = {
    Source: { state: 'Succeeded', started: 0, ended: 150, externalId: `${id}0000000`, summary: `Commit ${id}` },
    ...changes,
  }
  return { ...began, actions: began.actions.map(each => ({ ...each, ...given[each.name] })) }
}
