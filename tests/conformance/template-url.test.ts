// AWS CloudFormation: templates that are too large for a request come from S3, with the rights of whoever asks.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html

import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { refusal, until, useAccount } from './account.ts'
import { stacksOf, template } from './stacks.ts'

const account = useAccount()
const { cloudformation, group, settled } = stacksOf(account)
const s3 = () => account.client(S3Client)

/** A template of exactly so many bytes. */
const ofBytes = (bytes: number, days: number): string => {
  const body = template({ Group: group('large', days) }, { Description: 'large' })
  return body + ' '.repeat(bytes - Buffer.byteLength(body))
}

const upload = async (Key: string, Body: string): Promise<string> => {
  const Bucket = account.name('templates').toLowerCase()
  await s3()
    .send(new CreateBucketCommand({ Bucket }))
    .then(
      () => account.later(() => s3().send(new DeleteBucketCommand({ Bucket }))),
      error => expect(error.name).toMatch(/^BucketAlready/),
    )
  await s3().send(new PutObjectCommand({ Bucket, Key, Body }))
  account.later(() => s3().send(new DeleteObjectCommand({ Bucket, Key })))
  return `https://${Bucket}.s3.${await s3().config.region()}.amazonaws.com/${Key}`
}

test('CreateStack, UpdateStack and CreateChangeSet take a template of 1 MB from a bucket', async () => {
  const StackName = account.name('large')
  const { StackId } = await cloudformation().send(
    new CreateStackCommand({ StackName, TemplateURL: await upload('one.json', ofBytes(1_048_576, 1)) }),
  )
  account.later(async () => {
    await cloudformation().send(new DeleteStackCommand({ StackName: StackId }))
    await settled(StackId ?? '')
  })
  expect((await settled(StackName)).StackStatus).toBe('CREATE_COMPLETE')
  await cloudformation().send(
    new UpdateStackCommand({ StackName, TemplateURL: await upload('two.json', ofBytes(60_000, 3)) }),
  )
  expect((await settled(StackName)).StackStatus).toBe('UPDATE_COMPLETE')

  const set = { StackName, ChangeSetName: 'changes' }
  await cloudformation().send(
    new CreateChangeSetCommand({ ...set, TemplateURL: await upload('three.json', ofBytes(60_000, 5)) }),
  )
  const { Changes } = await until(
    () => cloudformation().send(new DescribeChangeSetCommand(set)),
    ({ Status }) => Status === 'CREATE_COMPLETE' || Status === 'FAILED',
  )
  expect(Changes).toHaveLength(1)
  await cloudformation().send(new ExecuteChangeSetCommand(set))
  const { TemplateBody } = await until(
    () => cloudformation().send(new GetTemplateCommand({ StackName })),
    ({ TemplateBody = '' }) => TemplateBody.includes('"RetentionInDays":5'),
  )
  expect(TemplateBody).toContain('"RetentionInDays":5')
  await settled(StackName)
})

test.each([
  ['in the request', async () => ({ TemplateBody: ofBytes(51_201, 1) }), /51200/],
  ['in a bucket', async () => ({ TemplateURL: await upload('huge.json', ofBytes(1_048_577, 1)) }), /exceed|size/i],
])('a template that is one byte too large %s is refused', async (_, source, message) => {
  const { name, message: said } = await refusal(cloudformation().send(new ValidateTemplateCommand(await source())))
  expect(name).toBe('ValidationError')
  expect(said).toMatch(message)
})

test('an object that is not there', async () => {
  const url = (await upload('here.json', ofBytes(500, 1))).replace('here.json', 'gone.json')
  const { name, message } = await refusal(cloudformation().send(new ValidateTemplateCommand({ TemplateURL: url })))
  expect(name).toBe('ValidationError')
  expect(message).toMatch(/S3 error/)
})
