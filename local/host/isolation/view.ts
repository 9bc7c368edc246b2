// What an isolated process sees of this machine, as a list of mounts: paths in, paths out, nothing is touched.

/** A folder of this machine, and where the process finds it; `isFile` when it is a file. */
export interface Place {
  readonly at: string
  readonly from: string
  readonly isFile?: boolean
}

export interface View {
  readonly readable: readonly Place[]
  readonly writable: readonly Place[]
  /** A folder that can be written, and whose own content stays as it is: what is written goes to `changes` (empty, with `upper` and `work` in it). */
  readonly copied?: readonly (Place & { readonly changes: string })[]
  /** Folders of which nothing is seen but the places above, wherever they are. */
  readonly hidden: readonly string[]
}

/** What is the same for every process of this machine. */
export interface Machine {
  /** Commands and libraries. */
  readonly system: readonly string[]
  /** `/bin` → `usr/bin` */
  readonly links: readonly { readonly at: string; readonly to: string }[]
  /** Devices, and files such as /etc/resolv.conf when they are links to where nothing else is seen. */
  readonly files: readonly string[]
  /** Files and folders that nobody but their owner may read, while that owner is who runs this: they are seen empty. */
  readonly masks: readonly { readonly at: string; readonly isFolder: boolean }[]
  /** Mounts of this machine, with the flags that a mount below them has to keep. */
  readonly mounts: readonly { readonly at: string; readonly flags: readonly string[] }[]
  /** What /proc shows of the kernel and the user of the local cloud could change: nothing, unless that is root. */
  readonly kernel: readonly string[]
}

/** What has to be made, most of it in a folder of the process's own, and then mounted in this order. */
export interface Plan {
  readonly folders: readonly string[]
  readonly files: readonly string[]
  readonly links: readonly { readonly at: string; readonly to: string }[]
  /** Lines of fstab(5). */
  readonly mounts: string
}

/** In the folder: the new root, and what is seen of hidden folders and masked places. */
const ROOT = 'root'
const NOTHING = 'nothing'

export const planOf = (view: View, machine: Machine, folder: string): Plan => {
  const root = `${folder}/${ROOT}`
  const steps = stepsOf(view, machine, folder)
  const lines = [
    line(root, root, 'bind'),
    ...steps.flatMap(step => [step.line(root + step.at), ...step.after(root)]),
    line(root, root, ['remount', 'bind', 'ro', ...flagsOf(machine, root)].join()),
  ]
  const made = mountPoints(steps, root)
  return {
    folders: [`${folder}/${NOTHING}`, ...made.filter(point => !point.isFile).map(({ path }) => path)],
    files: [`${folder}/${NOTHING}-file`, ...made.filter(point => point.isFile).map(({ path }) => path)],
    links: machine.links.map(({ at, to }) => ({ at: root + at, to })),
    mounts: `${lines.join('\n')}\n`,
  }
}

interface Step {
  readonly at: string
  readonly isFile: boolean
  /** What stands there is this machine's own folder of that path: mount points below it are there already. */
  readonly isOwn: boolean
  /** What is mounted there is this folder, in which mount points below it have to be made. */
  readonly made?: string
  line(target: string): string
  after(root: string): readonly string[]
}

const stepsOf = (view: View, machine: Machine, folder: string): readonly Step[] => {
  const shown = [...machine.system, ...view.readable.filter(({ at, from }) => at === from).map(({ at }) => at)]
  const hidden = view.hidden.filter(path => shown.some(above => isBelow(path, above)))
  const steps = [
    ...machine.system.map(path => bind({ at: path, from: path }, machine)),
    { at: '/proc', ...plain, line: fill('proc', 'proc', 'nosuid,nodev,noexec'), after: kernelReadOnly(machine) },
    ...machine.files.map(path => ({ at: path, ...plain, isFile: true, line: fill(path, 'none', 'bind') })),
    ...machine.masks.map(({ at, isFolder }) => ({
      at,
      ...plain,
      isFile: !isFolder,
      line: fill(`${folder}/${NOTHING}${isFolder ? '' : '-file'}`, 'none', 'bind,ro'),
    })),
    ...hidden.map((at, index) => ({
      at,
      ...plain,
      made: `${folder}/${NOTHING}-${index}`,
      line: fill(`${folder}/${NOTHING}-${index}`, 'none', 'bind'),
    })),
    ...view.readable.filter(place => !isSeenAnyway(place, shown, hidden)).map(place => bind(place, machine)),
    ...(view.copied ?? []).map(place => ({ at: place.at, ...plain, line: overlay(place) })),
    ...view.writable.map(({ at, from }) => ({
      at,
      ...plain,
      isOwn: at === from,
      made: from,
      line: fill(from, 'none', 'rbind'),
    })),
  ]
  // The last of those with one path is the strongest; a folder comes before what is in it.
  const byPath = new Map(steps.map(step => [step.at, step]))
  return [...byPath.values()].sort((a, b) => depth(a.at) - depth(b.at))
}

const isSeenAnyway = ({ at, from }: Place, shown: readonly string[], hidden: readonly string[]): boolean =>
  at === from && shown.some(above => isBelow(at, above)) && !hidden.some(above => at === above || isBelow(at, above))

const plain = { isFile: false, isOwn: false, after: () => [] }

const fill = (from: string, type: string, options: string) => (target: string) => line(from, target, options, type)

const bind = ({ at, from, isFile = false }: Place, machine: Machine): Step => ({
  at,
  isFile,
  isOwn: at === from,
  line: target => line(from, target, ['rbind', 'ro', ...flagsOf(machine, from)].join()),
  // Read-only is said of one mount, not of those below it.
  after: root =>
    machine.mounts
      .filter(mount => isBelow(mount.at, from))
      .map(mount => {
        const target = root + at + mount.at.slice(from.length)
        return line(target, target, ['remount', 'bind', 'ro', ...mount.flags].join())
      }),
})

/** Root's files stay root's in a user namespace: /proc/sys could be written, and with it the kernel be told what to run. */
const kernelReadOnly =
  ({ kernel }: Machine) =>
  (root: string): readonly string[] =>
    kernel.map(path => line(root + path, root + path, 'bind,ro,nosuid,nodev,noexec'))

const overlay =
  ({ from, changes }: Place & { readonly changes: string }) =>
  (target: string): string =>
    line('overlay', target, `lowerdir=${from},upperdir=${changes}/upper,workdir=${changes}/work,userxattr`, 'overlay')

/** A bind mount below a mount that forbids something cannot allow it. */
const flagsOf = ({ mounts }: Machine, path: string): readonly string[] => {
  const above = mounts.filter(({ at }) => at === path || isBelow(path, at))
  return above.sort((a, b) => depth(b.at) - depth(a.at))[0]?.flags ?? []
}

const mountPoints = (
  steps: readonly Step[],
  root: string,
): readonly { readonly path: string; readonly isFile: boolean }[] =>
  steps.flatMap((step, index) => {
    const own = step.made === undefined ? [] : [{ path: step.made, isFile: false }]
    const above = steps.slice(0, index).findLast(({ at }) => isBelow(step.at, at))
    if (above?.isOwn) return own
    const path = above?.made === undefined ? root + step.at : above.made + step.at.slice(above.at.length)
    return [...own, { path, isFile: step.isFile }]
  })

export const isBelow = (path: string, folder: string): boolean => path.startsWith(folder === '/' ? '/' : `${folder}/`)

const depth = (path: string): number => (path === '/' ? 0 : path.split('/').length)

const line = (from: string, target: string, options: string, type = 'none'): string =>
  `${escaped(from)} ${escaped(target)} ${type} ${escaped(options)} 0 0`

/** https://man7.org/linux/man-pages/man5/fstab.5.html */
const escaped = (text: string): string =>
  text.replace(/[\s\\#]/g, char => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
