// The local outbox: each published message is a file that a person can read, with those who would have got it.

import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Subscription } from '../state.ts'

export interface Message {
  readonly TopicArn: string
  readonly MessageId: string
  /** ISO 8601 */
  readonly Timestamp: string
  readonly Subject: string | undefined
  /** What a subscriber of the protocol gets. */
  textFor(protocol: string): string
  readonly MessageAttributes: Readonly<Record<string, unknown>>
}

/** Its name begins with the time, so that a listing is in order. */
export const putIntoOutbox = async (
  folder: string,
  message: Message,
  subscribers: readonly Subscription[],
): Promise<void> => {
  const { TopicArn, MessageId, Timestamp, Subject, textFor, MessageAttributes } = message
  const letter = {
    TopicArn,
    MessageId,
    Timestamp,
    ...(Subject !== undefined && { Subject }),
    Message: readable(textFor('email')),
    ...(Object.keys(MessageAttributes).length > 0 && { MessageAttributes }),
    Subscribers: subscribers.map(({ Protocol, Endpoint }) => ({ Protocol, Endpoint })),
  }
  const name = `${Timestamp.replaceAll(':', '-')}-${TopicArn.split(':')[5] ?? ''}-${MessageId}.json`
  await mkdir(folder, { recursive: true })
  // Whoever watches the folder never sees half a message. It may hold the token of an approval: nobody else may read it.
  const unfinished = join(folder, `.${name}`)
  await writeFile(unfinished, `${JSON.stringify(letter, null, 2)}\n`, { mode: 0o600 })
  await rename(unfinished, join(folder, name))
}

/** The name of the topic in a letter's name: between the time and the id of the message. */
export const topicOfLetter = (name: string): string => name.slice(TIME.length, -ID.length)
const TIME = '2026-01-01T00-00-00.000Z-'
const ID = '-00000000-0000-0000-0000-000000000000.json'

/** JSON as a structure, other text as it is. */
const readable = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
