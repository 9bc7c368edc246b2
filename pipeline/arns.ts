// ARNs as the template writes them: account, Region and partition are those of the deployment.
import { Fn } from './cdk.ts'

/** An ARN in this stack's account and region. */
export const arn = (service: string, resource: string) =>
  Fn.sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`)

/** An ARN of IAM, which has no region. */
export const iamArn = (resource: string) => Fn.sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:${resource}`)

/** A managed policy of AWS's own. */
export const awsPolicyArn = (name: string) => Fn.sub(`arn:\${AWS::Partition}:iam::aws:policy/${name}`)

export const stackArn = (name: string) => arn('cloudformation', `stack/${name}/*`)
