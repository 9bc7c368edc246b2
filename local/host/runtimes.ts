// The runtimes of Lambda that this machine has.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html

/** The Node.js that runs everything here. */
export const NODE_RUNTIME = `nodejs${process.versions.node.split('.')[0]}.x`

export const RUNTIMES: readonly string[] = [NODE_RUNTIME, 'provided.al2023', 'provided.al2']

/** Undefined for a runtime that there is. */
export const runtimeProblem = (runtime: string): string | undefined =>
  RUNTIMES.includes(runtime)
    ? undefined
    : `The runtime parameter of ${runtime} is not carried out by the local cloud, which has ${RUNTIMES.join(', ')}; set Runtime to one of them`
