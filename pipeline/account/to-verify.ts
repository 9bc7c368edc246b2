// What only a run on an account can settle: each a question whose answer a verification run writes down, with the source that left it open. What the
// roles have and the local proof does not show is in permissions/only-on-aws.ts.

export interface Question {
  readonly name: string
  readonly question: string
  readonly source: string
}

const CODEPIPELINE = 'https://docs.aws.amazon.com/codepipeline/latest/userguide'
const CLOUDFORMATION = 'https://docs.aws.amazon.com/AWSCloudFormation/latest'

export const TO_VERIFY: readonly Question[] = [
  {
    name: 'VersionDescription',
    question:
      'Does a changed VersionDescription replace the version, so that a value of Mappings is served, and is the old version kept or deleted?',
    source: `${CLOUDFORMATION}/TemplateReference/aws-resource-lambda-version.html`,
  },
  {
    name: 'ReplaceOnFailure',
    question: 'Does REPLACE_ON_FAILURE replace a stack in ROLLBACK_COMPLETE?',
    source: `${CODEPIPELINE}/action-reference-CloudFormation.html`,
  },
  {
    name: 'ConditionalWrites',
    question:
      'Does the bucket policy let `put-object --if-none-match` through and refuse every other upload to packages/?',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html',
  },
  {
    name: 'BuildImage',
    question: 'Does amazonlinux-x86_64-standard:6.0 bring Node.js 24, and which?',
    source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html',
  },
  {
    name: 'ArtifactKeys',
    question: 'Where are the names of pipeline and artifact cut in the keys of artifacts?',
    source: `${CODEPIPELINE}/troubleshooting.html`,
  },
  {
    name: 'FirstStart',
    question: 'Does a push within seconds of the creation of the stack start the pipeline?',
    source: `${CODEPIPELINE}/triggering.html`,
  },
  {
    name: 'FirstApi',
    question: 'Does the first API of an account need iam:CreateServiceLinkedRole, and is that role enough?',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html',
  },
  {
    name: 'ApiGatewayAccount',
    question:
      "Is the role of API Gateway's logs ready when the account's setting takes it, also in an account that never had an API?",
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  },
  {
    name: 'CodeCache',
    question: "Does Lambda's Node.js read the V8 code cache that the build's Node.js made?",
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html',
  },
  {
    name: 'ApiTags',
    question: 'Is the tag aws:cloudformation:stack-name on an API from its first moment on?',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-iam-policy.html',
  },
  {
    name: 'Destruction',
    question:
      'Does `npm run destroy` come to its end with the versioned bucket retained, and find what it kept afterwards?',
    source: `${CLOUDFORMATION}/UserGuide/deleting-stacks.html`,
  },
  {
    name: 'EarlyValidation',
    question: 'What does DescribeEvents tell of a change set that early validation failed?',
    source: `${CLOUDFORMATION}/UserGuide/validate-stack-deployments.html`,
  },
  {
    name: 'KeyUse',
    question:
      'Which of the five kinds of use of the artifact key do CodePipeline and CodeBuild exercise, and through which services?',
    source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-kms.html',
  },
  {
    name: 'HttpApiTags',
    question: 'Does an HTTP API need apigateway:TagResource, which the Service Authorization Reference does not list?',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html',
  },
]
