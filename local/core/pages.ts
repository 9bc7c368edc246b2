// Lists in pages. The token is the place of the next item, so a page needs no state.

export interface Page<Item> {
  readonly items: readonly Item[]
  /** The token of the page after this one; absent on the last. */
  readonly next: string | undefined
}

/** How a service pages its lists; `refusal` is its error for a token that no answer gave. */
export const pager =
  (refusal: () => Error) =>
  <Item>(items: readonly Item[], token: string | undefined, size = 100): Page<Item> => {
    const start = token === undefined ? 0 : Number(token)
    if (!Number.isInteger(start) || start < 0 || start > items.length) throw refusal()
    const end = start + size
    return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined }
  }
