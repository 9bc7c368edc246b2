// What an operation on an account needs of the world: its clients, a voice, and time.
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'

export interface Session {
  readonly cloudFormation: Pick<CloudFormationClient, 'send'>
  /** Puts an object into a bucket. */
  readonly upload: (bucket: string, key: string, body: string) => Promise<void>
  readonly print: (line: string) => void
  /** Asks a person; the answer as typed, or undefined when there is nobody to ask. */
  readonly ask: (question: string) => Promise<string | undefined>
  readonly wait: (milliseconds: number) => Promise<void>
}

/** A problem the person who ran the command can act on. */
export class OperationError extends Error {}

/** `--help` was asked for: its message is the answer. */
export class HelpAsked extends Error {}

/**
 * Asks again and again until there is an answer, at first quickly and then every 3 seconds:
 * CloudFormation limits how often it is asked, and a local one is done at once.
 */
export async function until<T>(session: Session, attempt: () => Promise<T | undefined>): Promise<T> {
  for (let pause = 100; ; pause = Math.min(pause * 1.5, 3000)) {
    const answer = await attempt()
    if (answer !== undefined) return answer
    await session.wait(pause)
  }
}
