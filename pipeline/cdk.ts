// The parts of aws-cdk-lib that the pipeline uses. `require` and not `import`: an ES import of this CommonJS library evaluates every one
// of its lazily loaded exports, which costs 0.2 s, about as much as all the rest of a synth.
import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

const core: typeof import('aws-cdk-lib') = load('aws-cdk-lib')
export const { App, BootstraplessSynthesizer, CfnDeletionPolicy, CfnOutput, Fn, Stack } = core

const apigateway: typeof import('aws-cdk-lib/aws-apigateway') = load('aws-cdk-lib/aws-apigateway')
export const { CfnAccount } = apigateway

const codebuild: typeof import('aws-cdk-lib/aws-codebuild') = load('aws-cdk-lib/aws-codebuild')
export const { CfnProject } = codebuild

const codecommit: typeof import('aws-cdk-lib/aws-codecommit') = load('aws-cdk-lib/aws-codecommit')
export const { CfnRepository } = codecommit

const codepipeline: typeof import('aws-cdk-lib/aws-codepipeline') = load('aws-cdk-lib/aws-codepipeline')
export const { CfnPipeline } = codepipeline

const events: typeof import('aws-cdk-lib/aws-events') = load('aws-cdk-lib/aws-events')
export const { CfnRule } = events

const iam: typeof import('aws-cdk-lib/aws-iam') = load('aws-cdk-lib/aws-iam')
export const { CfnManagedPolicy, CfnRole } = iam

const kms: typeof import('aws-cdk-lib/aws-kms') = load('aws-cdk-lib/aws-kms')
export const { CfnKey } = kms

const lambda: typeof import('aws-cdk-lib/aws-lambda') = load('aws-cdk-lib/aws-lambda')
export const { CfnEventInvokeConfig, CfnFunction } = lambda

const logs: typeof import('aws-cdk-lib/aws-logs') = load('aws-cdk-lib/aws-logs')
export const { CfnLogGroup } = logs

const s3: typeof import('aws-cdk-lib/aws-s3') = load('aws-cdk-lib/aws-s3')
export const { CfnBucket, CfnBucketPolicy } = s3

const sns: typeof import('aws-cdk-lib/aws-sns') = load('aws-cdk-lib/aws-sns')
export const { CfnSubscription, CfnTopic, CfnTopicPolicy } = sns
