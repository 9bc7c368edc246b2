// How each taggable resource is made and looked at, by signing name and the operation that makes it.

type Input = Readonly<Record<string, unknown>>

export interface TaggedResource {
  readonly input: Input
  /** A map, or a list: its member, and what key and value are called in it. */
  readonly form: 'tags' | 'Tags' | readonly [member: string, key: string, value: string]
  /** Makes what has to be there first; what it answers belongs to the input. */
  prepare?(call: (operation: string, input: Input) => Promise<Input>): Promise<Input>
  /** A call on the resource alone. */
  look(made: Input, input: Input): readonly [operation: string, input: Input]
  /** What names it to the operations that give and take its tags; none where no operation does. */
  readonly tagged?: Tagged
}

export interface Tagged {
  readonly give: readonly string[]
  readonly take: readonly string[]
  by(made: Input, input: Input): Input
}

const byResource = (by: (made: Input, input: Input) => Input, version = ''): Tagged => ({
  give: [`${version}TagResource`],
  take: [`${version}UntagResource`],
  by,
})
/** Of the account and Region that tests are in. */
const arn = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`

/** The members that have the tags. */
export const formed = (form: TaggedResource['form'], tags: readonly (readonly [string, string])[]): Input => {
  if (form === 'tags' || form === 'Tags') return { [form]: Object.fromEntries(tags) }
  const [member, key, value] = form
  return { [member]: tags.map(tag => ({ [key]: tag[0], [value]: tag[1] })) }
}

/** index.js in a zip file. */
const ZIP =
  'UEsDBBQAAAAAAAAAIVzUwRbnGgAAABoAAAAIAAAAaW5kZXguanNleHBvcnRzLmhhbmRsZXI9YXN5bmMoKT0+MVBLAQIUAxQAAAAAAAAAIVzUwRbnGgAAABoAAAAIAAAAAAAAAAAAAACAAQAAAABpbmRleC5qc1BLBQYAAAAAAQABADYAAABAAAAAAAA='

const LIST = ['Tags', 'Key', 'Value'] as const
export const ROLE = 'arn:aws:iam::000000000000:role/sample'
const SERVICE_ROLE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
})
const textOf = (made: Input, ...path: readonly string[]): string =>
  String(path.reduce<unknown>((value, name) => (value as Input)[name], made))

const action = (category: string, provider: string, rest: Input = {}) => ({
  name: provider,
  actionTypeId: { category, owner: 'AWS', provider, version: '1' },
  ...rest,
})
const PIPELINE = {
  name: 'tagged',
  roleArn: ROLE,
  artifactStore: { type: 'S3', location: 'bucket' },
  stages: [
    {
      name: 'Source',
      actions: [
        action('Source', 'CodeCommit', {
          configuration: { RepositoryName: 'r', BranchName: 'main' },
          outputArtifacts: [{ name: 'Source' }],
        }),
      ],
    },
    { name: 'Approve', actions: [action('Approval', 'Manual')] },
  ],
}

export const TAGGED: Readonly<Record<string, Readonly<Record<string, TaggedResource>>>> = {
  apigateway: {
    CreateRestApi: {
      input: { name: 'tagged' },
      form: 'tags',
      look: ({ id }) => ['GetRestApi', { restApiId: id }],
      tagged: byResource(({ id }) => ({ resourceArn: `arn:aws:apigateway:us-east-1::/restapis/${id}` })),
    },
    CreateStage: {
      input: { stageName: 'tagged' },
      form: 'tags',
      prepare: async call => {
        const { id: restApiId } = await call('ImportRestApi', {
          body: JSON.stringify({
            openapi: '3.0.1',
            info: { title: 'stages', version: '1' },
            paths: {
              '/': {
                get: {
                  'x-amazon-apigateway-integration': {
                    type: 'aws_proxy',
                    httpMethod: 'POST',
                    uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations',
                  },
                },
              },
            },
          }),
        })
        const { id: deploymentId } = await call('CreateDeployment', { restApiId })
        return { restApiId, deploymentId }
      },
      look: (_, { restApiId }) => ['GetStage', { restApiId, stageName: 'tagged' }],
      tagged: byResource((_, { restApiId }) => ({
        resourceArn: `arn:aws:apigateway:us-east-1::/restapis/${restApiId}/stages/tagged`,
      })),
    },
    'v2.CreateStage': {
      input: { stageName: 'tagged' },
      form: 'tags',
      prepare: async call => {
        const { apiId } = await call('CreateApi', { name: 'stages', protocolType: 'HTTP' })
        return { apiId }
      },
      look: (_, { apiId }) => ['v2.GetStage', { apiId, stageName: 'tagged' }],
      tagged: byResource(
        (_, { apiId }) => ({ resourceArn: `arn:aws:apigateway:us-east-1::/apis/${apiId}/stages/tagged` }),
        'v2.',
      ),
    },
    CreateApi: {
      input: { name: 'tagged', protocolType: 'HTTP' },
      form: 'tags',
      look: ({ apiId }) => ['GetApi', { apiId }],
      tagged: byResource(({ apiId }) => ({ resourceArn: `arn:aws:apigateway:us-east-1::/apis/${apiId}` }), 'v2.'),
    },
  },
  cloudformation: {
    CreateStack: {
      input: { StackName: 'tagged', TemplateBody: '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}' },
      form: LIST,
      look: ({ StackId }) => ['DescribeStacks', { StackName: StackId }],
    },
  },
  codebuild: {
    CreateProject: {
      input: {
        name: 'tagged',
        source: { type: 'NO_SOURCE', buildspec: 'version: 0.2' },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/standard:7.0',
          computeType: 'BUILD_GENERAL1_SMALL',
        },
        serviceRole: ROLE,
      },
      form: ['tags', 'key', 'value'],
      look: () => ['BatchGetProjects', { names: ['tagged'] }],
    },
    CreateReportGroup: {
      input: { name: 'tagged', type: 'TEST', exportConfig: { exportConfigType: 'NO_EXPORT' } },
      form: ['tags', 'key', 'value'],
      look: made => ['BatchGetReportGroups', { reportGroupArns: [textOf(made, 'reportGroup', 'arn')] }],
    },
  },
  codecommit: {
    CreateRepository: {
      input: { repositoryName: 'tagged' },
      form: 'tags',
      look: () => ['GetRepository', { repositoryName: 'tagged' }],
      tagged: byResource(() => ({ resourceArn: arn('codecommit', 'tagged') })),
    },
  },
  codepipeline: {
    CreatePipeline: {
      input: { pipeline: PIPELINE },
      form: ['tags', 'key', 'value'],
      look: () => ['GetPipeline', { name: 'tagged' }],
      tagged: byResource(() => ({ resourceArn: arn('codepipeline', 'tagged') })),
    },
  },
  events: {
    PutRule: {
      input: { Name: 'tagged', ScheduleExpression: 'rate(1 day)' },
      form: LIST,
      look: () => ['DescribeRule', { Name: 'tagged' }],
      tagged: byResource(() => ({ ResourceARN: arn('events', 'rule/tagged') })),
    },
  },
  iam: {
    CreateRole: {
      input: { RoleName: 'tagged', AssumeRolePolicyDocument: SERVICE_ROLE },
      form: LIST,
      look: () => ['GetRole', { RoleName: 'tagged' }],
      tagged: { give: ['TagRole'], take: ['UntagRole'], by: () => ({ RoleName: 'tagged' }) },
    },
    CreateUser: {
      input: { UserName: 'tagged' },
      form: LIST,
      look: () => ['GetUser', { UserName: 'tagged' }],
      tagged: { give: ['TagUser'], take: ['UntagUser'], by: () => ({ UserName: 'tagged' }) },
    },
    CreatePolicy: {
      input: { PolicyName: 'tagged', PolicyDocument: POLICY },
      form: LIST,
      look: made => ['GetPolicy', { PolicyArn: textOf(made, 'Policy', 'Arn') }],
    },
  },
  kms: {
    CreateKey: {
      input: {},
      form: ['Tags', 'TagKey', 'TagValue'],
      look: made => ['DescribeKey', { KeyId: textOf(made, 'KeyMetadata', 'Arn') }],
      tagged: byResource(made => ({ KeyId: textOf(made, 'KeyMetadata', 'KeyId') })),
    },
  },
  lambda: {
    CreateFunction: {
      input: {
        FunctionName: 'tagged',
        Role: ROLE,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: Buffer.from(ZIP, 'base64') },
      },
      form: 'Tags',
      look: () => ['GetFunction', { FunctionName: 'tagged' }],
      tagged: byResource(() => ({ Resource: arn('lambda', 'function:tagged') })),
    },
  },
  logs: {
    CreateLogGroup: {
      input: { logGroupName: 'tagged' },
      form: 'tags',
      look: () => ['DescribeLogStreams', { logGroupName: 'tagged' }],
      tagged: {
        give: ['TagResource', 'TagLogGroup'],
        take: ['UntagResource'],
        by: () => ({ resourceArn: arn('logs', 'log-group:tagged'), logGroupName: 'tagged' }),
      },
    },
  },
  sns: {
    CreateTopic: {
      input: { Name: 'tagged' },
      form: LIST,
      look: ({ TopicArn }) => ['GetTopicAttributes', { TopicArn }],
      tagged: byResource(({ TopicArn }) => ({ ResourceArn: TopicArn })),
    },
  },
  ssm: {
    PutParameter: {
      input: { Name: 'tagged', Value: 'value', Type: 'String' },
      form: LIST,
      look: () => ['GetParameter', { Name: 'tagged' }],
      tagged: {
        give: ['AddTagsToResource'],
        take: ['RemoveTagsFromResource'],
        by: () => ({ ResourceType: 'Parameter', ResourceId: 'tagged' }),
      },
    },
  },
}

/** Operations that take tags and make nothing of their own that has them, with the reason. */
export const UNTAGGED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cloudformation: {
    UpdateStack: 'changes the tags of a stack',
    CreateChangeSet: 'changes the tags of a stack when it is executed',
  },
  codebuild: { UpdateProject: 'changes the tags of a project' },
  sts: { AssumeRole: 'the tags are those of the session: aws:PrincipalTag' },
}
