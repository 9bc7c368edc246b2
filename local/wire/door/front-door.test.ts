import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { GetRoleCommand, IAMClient, TagRoleCommand } from '@aws-sdk/client-iam'
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { InvokeCommand, LambdaClient, ListFunctionsCommand, UntagResourceCommand } from '@aws-sdk/client-lambda'
import { GetTopicAttributesCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { testSession } from '../../../tests/support/wire/door.ts'
import { closeDoors, doorThat } from '../../../tests/support/wire/doors.ts'
import { ServiceError } from '../../core/errors.ts'

afterEach(closeDoors)

const time = new Date('2026-01-02T03:04:05.000Z')
const missing = () => {
  throw new ServiceError('NotFoundException', "Key 'k' does not exist")
}

describe('the SDK is answered in the protocol it speaks', () => {
  test('json-1.1: dates are epoch seconds, undefined members are left out', async () => {
    const door = await doorThat(() => ({ KeyMetadata: { KeyId: 'k', CreationDate: time, Description: undefined } }))
    const { KeyMetadata } = await new KMSClient(door.client).send(new DescribeKeyCommand({ KeyId: 'k' }))
    expect(KeyMetadata).toEqual({ KeyId: 'k', CreationDate: time })
    expect(door.calls).toEqual([{ signingName: 'kms', operation: 'DescribeKey', input: { KeyId: 'k' } }])
  })

  test('json-1.1: a refusal has its code and its words', async () => {
    const door = await doorThat(missing)
    await expect(new KMSClient(door.client).send(new DescribeKeyCommand({ KeyId: 'k' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: "Key 'k' does not exist",
      $metadata: { httpStatusCode: 400 },
    })
  })

  test('query: lists and structures go in, and come out', async () => {
    const door = await doorThat(() => ({
      StackId: 'arn',
      Stacks: [
        {
          StackName: 's',
          StackStatus: 'CREATE_COMPLETE',
          CreationTime: time,
          Outputs: [{ OutputKey: 'a', OutputValue: '<&>"\r\n' }],
          Tags: [],
        },
      ],
    }))
    const client = new CloudFormationClient(door.client)
    await client.send(
      new CreateStackCommand({
        StackName: 's',
        TemplateBody: '{}',
        Parameters: [{ ParameterKey: 'p', ParameterValue: '' }],
        Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
        DisableRollback: true,
      }),
    )
    expect(door.calls[0]?.input).toEqual({
      StackName: 's',
      TemplateBody: '{}',
      Parameters: [{ ParameterKey: 'p', ParameterValue: '' }],
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
      DisableRollback: 'true',
    })
    const { Stacks } = await client.send(new DescribeStacksCommand({}))
    expect(Stacks).toEqual([
      {
        StackName: 's',
        StackStatus: 'CREATE_COMPLETE',
        CreationTime: time,
        Outputs: [{ OutputKey: 'a', OutputValue: '<&>"\r\n' }],
        Tags: [],
      },
    ])
  })

  test('query: maps go in and come out', async () => {
    const door = await doorThat(() => ({
      Attributes: new Map([
        ['TopicArn', 'arn'],
        ['Policy', '{"a":"<b>"}'],
      ]),
    }))
    const client = new SNSClient(door.client)
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn: 'arn' }))
    expect(Attributes).toEqual({ TopicArn: 'arn', Policy: '{"a":"<b>"}' })
    await client.send(
      new PublishCommand({ Message: 'ä + & = %', MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } } }),
    )
    expect(door.calls[1]?.input).toEqual({
      Message: 'ä + & = %',
      MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } },
    })
  })

  test('query: an operation without output, and an error with its code', async () => {
    const door = await doorThat(operation =>
      operation === 'TagRole'
        ? undefined
        : new ServiceError('NoSuchEntity', 'The role with name r cannot be found.', 404),
    )
    const failing = await doorThat(() => {
      throw new ServiceError('NoSuchEntity', 'The role with name r cannot be found.', 404)
    })
    await new IAMClient(door.client).send(new TagRoleCommand({ RoleName: 'r', Tags: [{ Key: 'k', Value: 'v' }] }))
    expect(door.calls[0]?.input).toEqual({ RoleName: 'r', Tags: [{ Key: 'k', Value: 'v' }] })
    await expect(new IAMClient(failing.client).send(new GetRoleCommand({ RoleName: 'r' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name r cannot be found.',
    })
  })

  test('query: session tokens are verified and credentials come back', async () => {
    const door = await doorThat(() => ({
      Credentials: { AccessKeyId: 'A', SecretAccessKey: 'S', SessionToken: 'T', Expiration: time },
      Account: '1',
    }))
    const client = new STSClient({ ...door.client, credentials: testSession })
    const { Credentials } = await client.send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/r', RoleSessionName: 's' }),
    )
    expect(Credentials).toEqual({ AccessKeyId: 'A', SecretAccessKey: 'S', SessionToken: 'T', Expiration: time })
    const stranger = new STSClient({ ...door.client, credentials: { ...testSession, sessionToken: 'other' } })
    await expect(stranger.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    })
  })

  test('rest-json: blobs, headers, status, encoded labels and list parameters', async () => {
    const door = await doorThat(operation =>
      operation === 'Invoke'
        ? { StatusCode: 202, FunctionError: 'Unhandled', Payload: Buffer.from('{"ok":1}') }
        : { Functions: [{ FunctionName: 'f' }] },
    )
    const client = new LambdaClient(door.client)
    const name = 'arn:aws:lambda:eu-west-1:000000000000:function:f:live'
    const result = await client.send(
      new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload: Buffer.from('{"a":"ä"}') }),
    )
    expect(result).toMatchObject({ StatusCode: 202, FunctionError: 'Unhandled' })
    expect(result.Payload?.transformToString()).toBe('{"ok":1}')
    expect(door.calls[0]?.input).toMatchObject({ FunctionName: name, InvocationType: 'Event' })
    expect(Buffer.from(door.calls[0]?.input.Payload as Uint8Array).toString()).toBe('{"a":"ä"}')
    expect((await client.send(new ListFunctionsCommand({ MaxItems: 5 }))).Functions).toHaveLength(1)
    expect(door.calls[1]?.input).toEqual({ MaxItems: '5' })
    await client.send(new UntagResourceCommand({ Resource: name, TagKeys: ['one'] }))
    expect(door.calls[2]?.input).toEqual({ Resource: name, TagKeys: ['one'] })
  })

  test('rest-json: an operation without a route is refused by name', async () => {
    const door = await doorThat(() => ({}))
    const { GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda')
    await expect(new LambdaClient(door.client).send(new GetAccountSettingsCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('lambda:GET /2016-08-19/account-settings'),
      $metadata: { httpStatusCode: 501 },
    })
  })

  test('a bug answers 500 without internals and is reported', async () => {
    const bugs: unknown[] = []
    const door = await doorThat(
      () => {
        throw new TypeError('secret detail')
      },
      { onBug: (error: unknown) => bugs.push(error) },
    )
    await expect(new KMSClient(door.client).send(new DescribeKeyCommand({ KeyId: 'k' }))).rejects.toMatchObject({
      name: 'InternalFailure',
      message: expect.not.stringContaining('secret'),
    })
    expect(bugs).toEqual([expect.any(TypeError)])
  })
})
