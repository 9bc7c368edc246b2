// Git's text of a commit, in the shape of CodeCommit's API.

interface Person {
  readonly name: string
  readonly email: string
  /** As git writes it: seconds and offset, `1484167798 -0800`. */
  readonly date: string
}

export interface Commit {
  readonly commitId: string
  readonly treeId: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: Person
  readonly committer: Person
  readonly additionalData: string
}

export const parseCommit = (commitId: string, text: string): Commit => {
  const end = text.indexOf('\n\n')
  const headers = (end < 0 ? text : text.slice(0, end)).split('\n')
  const values = (name: string): readonly string[] =>
    headers.filter(line => line.startsWith(`${name} `)).map(line => line.slice(name.length + 1))
  return {
    commitId,
    treeId: values('tree')[0] ?? '',
    parents: values('parent'),
    message: end < 0 ? '' : text.slice(end + 2),
    author: personOf(values('author')[0] ?? ''),
    committer: personOf(values('committer')[0] ?? ''),
    additionalData: '',
  }
}

const personOf = (line: string): Person => {
  const [, name = '', email = '', date = ''] = /^(.*?) ?<(.*)> (.*)$/.exec(line) ?? []
  return { name, email, date }
}
