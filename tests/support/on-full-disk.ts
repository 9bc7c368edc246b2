// A program: a local cloud over a folder on a small disk, which is then filled to the brim; prints what clients hear. Run by full-disk.test.ts.

import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startLocalCloud } from '../../local/local-cloud.ts'

const [, , disk = ''] = process.argv
const lost: string[] = []
const cloud = await startLocalCloud({
  stateFolder: join(disk, 'state'),
  port: 0,
  onLost: ({ message }) => lost.push(message),
})
const options = { endpoint: cloud.endpoint, region: 'us-east-1', credentials: cloud.credentials, maxAttempts: 1 }
const [s3, iam] = [new S3Client({ ...options, forcePathStyle: true }), new IAMClient(options)]

const fill = () => {
  const file = openSync(join(disk, 'filling'), 'w')
  try {
    for (;;) writeSync(file, Buffer.alloc(1024))
  } catch {
    closeSync(file)
  }
}

/** What the client hears: `carried out`, or the error's name, status and message. */
const heard = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'carried out',
    ({ name, message, $metadata }) => ({ name, status: $metadata?.httpStatusCode, message }),
  )
const createRole = (RoleName: string) => {
  const Statement = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  return heard(iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument })))
}
const put = (Key: string) =>
  heard(s3.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: Buffer.alloc(100_000) })))

await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
const before = await createRole('before')
fill()
const object = await put('full')
rmSync(join(disk, 'filling'))
const objectAfter = await put('freed')
fill()
let role: unknown = 'carried out'
// The last page of the log's file still takes some lines.
for (let number = 0; role === 'carried out' && number < 100; number += 1) role = await createRole(`role-${number}`)
const roleAfter = await createRole('later')
const read = await heard(iam.send(new GetRoleCommand({ RoleName: 'before' })))
console.log(JSON.stringify({ before, object, objectAfter, role, roleAfter, read, lost }))
await cloud.stop().catch(error => console.error(error.message))
