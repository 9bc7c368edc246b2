// What a change set would do, and what of it would lose data.
import type { Change } from '@aws-sdk/client-cloudformation'

/** One line per change, additions first. */
export function changeLines(changes: readonly Change[]): string[] {
  return changes
    .map(({ ResourceChange: change = {} }) => ({
      order: ['Add', 'Modify', 'Remove'].indexOf(change.Action ?? ''),
      line: `  ${(change.Action ?? '?').padEnd(6)}  ${change.LogicalResourceId} (${change.ResourceType})${replaced(change.Replacement)}`,
    }))
    .sort((one, other) => one.order - other.order)
    .map(({ line }) => line)
}

const replaced = (replacement: string | undefined) =>
  replacement === 'True' ? ', replaced' : replacement === 'Conditional' ? ', may be replaced' : ''

// The resources that hold what cannot be made again.
const stateful = ['AWS::CodeCommit::Repository', 'AWS::KMS::Key', 'AWS::S3::Bucket']

/** The logical IDs of stateful resources that would be removed or replaced. */
export const losses = (changes: readonly Change[]): string[] =>
  changes.flatMap(({ ResourceChange: change = {} }) => {
    const lost = change.Action === 'Remove' || change.Replacement === 'True'
    return lost && stateful.includes(change.ResourceType ?? '') ? [change.LogicalResourceId ?? '?'] : []
  })
