// The edge of every command: runs it, and turns what it throws into one message and an exit code.
import { explain } from './explain.ts'
import { HelpAsked } from './session.ts'

/** What the command answers; 1 with a message for the person who must act when it throws. A bug keeps its stack trace. */
export async function exitCode(command: () => Promise<number>): Promise<number> {
  try {
    return await command()
  } catch (error) {
    if (error instanceof HelpAsked) {
      console.log(error.message)
      return 0
    }
    console.error(explain(error) ?? messageOf(error))
    return 1
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const bug = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  return bug ? (error.stack ?? error.message) : error.message
}
