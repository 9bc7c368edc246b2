// Which resources outlive the stack: those that hold what cannot be made again.
import type { CfnResource } from 'aws-cdk-lib'
import { CfnDeletionPolicy } from '../cdk.ts'

/**
 * Deleting the stack, or replacing one of these, keeps the data; only a first deployment that fails cleans up behind itself,
 * so that the next one finds nothing in its way.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function keepData(...resources: readonly CfnResource[]): void {
  for (const { cfnOptions } of resources) {
    cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE
    cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN
  }
}
