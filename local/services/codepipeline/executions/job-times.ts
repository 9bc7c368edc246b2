// How long a job of a Lambda action may take.
// https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html

const MINUTE = 60_000

/** A job that says nothing for so long fails its action. */
export const SILENCE_MS = 20 * MINUTE
/** A Lambda action fails after so long, whatever its jobs say. */
export const OVERALL_MS = 24 * 60 * MINUTE
/** Unverified: AWS does not document how long after a continuation token the function is invoked again; tens of seconds were seen. */
export const CONTINUATION_DELAY_MS = 10_000
