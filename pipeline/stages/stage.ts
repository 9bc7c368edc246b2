// What a stage is made of: CloudFormation's own declarations, so that the template reads like CodePipeline's reference.
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline'

export type Stage = CfnPipeline.StageDeclarationProperty
export type Action = CfnPipeline.ActionDeclarationProperty

/** Every action type used here is AWS's own, version 1. */
export const actionType = (category: string, provider: string): CfnPipeline.ActionTypeIdProperty => ({
  category,
  owner: 'AWS',
  provider,
  version: '1',
})
