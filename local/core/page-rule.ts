// What an operation says of its pages; core/pages.ts cuts them.

/** How an operation answers in pages: names of members, and AWS's limits. */
export interface PageRule {
  /** Output member that is the list. */
  readonly list: string
  /** The list's name on the wire, where the API reference has another. */
  readonly wireList?: string
  /** Input member with the token of an earlier answer. */
  readonly token: string
  /** Input member with the size of a page; absent where a client has no say. */
  readonly size?: string
  /** The model has the size as text. */
  readonly sizeIsText?: true
  /** Output member with the token of the next page. */
  readonly next: string
  /** Output member that says whether there is a next page. */
  readonly more?: string
  /** Items in a page unless asked for. */
  readonly usual: number
  /** More than that is refused. */
  readonly max: number
  /** More than that is not given, however much was asked for; `max` unless said. */
  readonly atMost?: number
  /** The error for a token that no answer gave. */
  readonly refusal: () => Error
}
