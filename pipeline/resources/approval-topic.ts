// Tells release managers that a stage waits for them.
import type { Construct } from 'constructs'
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from '../cdk.ts'
import type { PipelineConfig } from '../config.ts'
import { gatedStages } from '../names.ts'
import { policyDocument } from '../roles/policy.ts'
import type { ArtifactStore } from './artifact-store.ts'

/** The topic's ARN. E-mail is confirmed by its receiver; other subscribers are added in the account. */
export function approvalTopic(scope: Construct, config: PipelineConfig, store: ArtifactStore): string {
  const topic = new CfnTopic(scope, 'ApprovalTopic', {
    displayName: `${config.serviceName}: approve ${gatedStages(config.stages)
      .map(({ name }) => name)
      .join(' and ')}`,
    kmsMasterKeyId: store.keyArn,
  })
  // https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html#enforce-encryption-data-in-transit
  new CfnTopicPolicy(scope, 'ApprovalTopicPolicy', {
    topics: [topic.ref],
    policyDocument: policyDocument([
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: topic.ref,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]),
  })
  if (config.approvalEmail !== undefined)
    new CfnSubscription(scope, 'ApprovalEmail', {
      topicArn: topic.ref,
      protocol: 'email',
      endpoint: config.approvalEmail,
    })
  return topic.ref
}
