/** Sessions are sealed into their tokens, so there is nothing to keep. */
export type StsState = Record<string, never>
