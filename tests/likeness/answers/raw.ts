// What came back over the wire, before anybody read it.

export interface RawAnswer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export const textOf = ({ body }: RawAnswer): string => Buffer.from(body).toString('utf8')
