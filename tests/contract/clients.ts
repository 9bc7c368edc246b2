// The SDK's client for each signing name; a second one where two APIs sign as one service.

export const CLIENTS: Readonly<Record<string, readonly string[]>> = {
  apigateway: ['@aws-sdk/client-api-gateway', '@aws-sdk/client-apigatewayv2'],
  cloudformation: ['@aws-sdk/client-cloudformation'],
  codebuild: ['@aws-sdk/client-codebuild'],
  codecommit: ['@aws-sdk/client-codecommit'],
  codedeploy: ['@aws-sdk/client-codedeploy'],
  codepipeline: ['@aws-sdk/client-codepipeline'],
  events: ['@aws-sdk/client-eventbridge'],
  iam: ['@aws-sdk/client-iam'],
  kms: ['@aws-sdk/client-kms'],
  lambda: ['@aws-sdk/client-lambda'],
  logs: ['@aws-sdk/client-cloudwatch-logs'],
  s3: ['@aws-sdk/client-s3'],
  sns: ['@aws-sdk/client-sns'],
  ssm: ['@aws-sdk/client-ssm'],
  sts: ['@aws-sdk/client-sts'],
}

/** Operations that no API reference has, with the reason why they are here. */
export const UNMODELLED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  codecommit: { UploadArchive: 'a permission that CodePipeline needs, and that no client calls' },
}
