// The session of a command: AWS as the environment configures it (region, credentials, AWS_ENDPOINT_URL), and the terminal.
import { createInterface } from 'node:readline/promises'
import { setTimeout } from 'node:timers/promises'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import type { Session } from './session.ts'

export const terminalSession = (): Session => ({
  cloudFormation: new CloudFormationClient({}),
  print: line => console.log(line),
  ask,
  wait: milliseconds => setTimeout(milliseconds),
})

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return (await terminal.question(question)).trim()
  } finally {
    terminal.close()
  }
}
