// S3 counts lifecycle days from midnight UTC to midnight UTC.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html#intro-lifecycle-rules-number-of-days

const day = 24 * 60 * 60 * 1000

export const nextMidnight = (time: Date): Date => new Date((Math.floor(time.getTime() / day) + 1) * day)

/** The time from which `days` after `since` have passed: rounded up to the next midnight. */
export const daysAfter = (since: string, days: number): Date => nextMidnight(new Date(Date.parse(since) + days * day))
