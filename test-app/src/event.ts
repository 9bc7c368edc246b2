// What <ServiceName>_start_tests sends: { "jobId": "...", "stage": "Beta", "outputs": { "ApiUrl": "https://...", ... } }

export interface TestEvent {
  jobId: string
  stage: string
  outputs: Record<string, unknown>
}

/** Throws if there is no jobId: then there is nobody to report to. What else is missing is reported as the job's failure. */
export function parseTestEvent(event: unknown): TestEvent {
  const { jobId, stage, outputs } = { ...(event as Partial<TestEvent> | null) }
  if (typeof jobId !== 'string' || jobId === '') {
    throw new Error(
      'the event has no jobId; it should be { "jobId": "...", "stage": "...", "outputs": { "ApiUrl": "https://..." } }',
    )
  }
  return {
    jobId,
    stage: typeof stage === 'string' ? stage : 'unknown stage',
    outputs: typeof outputs === 'object' && outputs !== null ? outputs : {},
  }
}

/** The ApiUrl without a slash at its end; undefined if there is none. */
export function apiUrlOf({ outputs }: TestEvent): string | undefined {
  const { ApiUrl } = outputs
  if (typeof ApiUrl !== 'string' || !URL.canParse(ApiUrl) || !/^https?:/.test(ApiUrl)) return undefined
  return ApiUrl.replace(/\/+$/, '')
}
