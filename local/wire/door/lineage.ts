// How many deliveries of EventBridge led to a request. A function hands its trace header on with the calls that its SDK makes, as it does on AWS,
// where Lambda finds loops by it.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

const LINEAGE = /(?:^|;)\s*Lineage=[0-9a-f]{1,8}:(\d{1,4})(?:;|$)/

/** 0 without such a header, and for one that nobody here made. */
export const deliveriesBefore = (traceHeader: string | undefined): number =>
  Number(LINEAGE.exec(traceHeader ?? '')?.[1] ?? 0)
