// The session of a command: AWS as the environment configures it (region, credentials, AWS_ENDPOINT_URL), and the terminal.
import { createInterface } from 'node:readline/promises'
import { setTimeout } from 'node:timers/promises'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { s3Client } from './data.ts'
import type { Session } from './session.ts'

export const terminalSession = (): Session => ({
  cloudFormation: new CloudFormationClient({}),
  upload,
  print: line => console.log(line),
  ask,
  wait: milliseconds => setTimeout(milliseconds),
})

async function upload(Bucket: string, Key: string, Body: string): Promise<void> {
  await s3Client().send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json' }))
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return (await terminal.question(question)).trim()
  } finally {
    terminal.close()
  }
}
