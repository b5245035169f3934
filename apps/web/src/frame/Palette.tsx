import { useDeferredValue, useState, type ReactNode } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { FileText, FolderGit2, Keyboard, LogOut, Search, type LucideIcon } from 'lucide-react'
import { client } from '../data/client.ts'
import { queryKeys } from '../data/query-keys.ts'
import { signOut } from '../data/session.ts'
import { paths } from '../paths.ts'
import { useRepos } from '../pages/repos/use-repos.ts'
import { setTheme } from '../stores/theme.ts'
import { Highlighted } from '../ui/Highlighted.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import { places } from './places.ts'
import { themeOptions } from './SettingsMenu.tsx'

interface PaletteProps {
  onClose: () => void
  onKeys: () => void
}

const startsWith = (word: string, start: string) => word.toLowerCase().startsWith(start.trim().toLowerCase())

function useSuggestions(q: string) {
  return useQuery({
    queryKey: queryKeys.suggest(q),
    queryFn: ({ signal }) => client.search.suggest({ q, kinds: 'page', limit: 6 }, { signal }),
    enabled: q !== '',
    placeholderData: keepPreviousData,
  })
}

/** Repositories whose name or directory holds the text. */
function useShownRepos(q: string) {
  const { repos } = useRepos()
  const text = q.toLowerCase()
  if (text === '') return []
  return repos.filter(({ name, root }) => `${name} ${root}`.toLowerCase().includes(text)).slice(0, 5)
}

/** Everything that can be reached or done, from one field. Enter does what comes first: a page that begins so, else the search. */
export function Palette({ onClose, onKeys }: PaletteProps): ReactNode {
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const q = text.trim().slice(0, 200)
  const suggestions = useSuggestions(useDeferredValue(q)).data?.items ?? []
  const repos = useShownRepos(q)
  const then = (act: () => unknown) => () => {
    onClose()
    act()
  }
  const matches = (word: string) => word.toLowerCase().includes(q.toLowerCase())
  const shownPlaces = places.filter(({ word }) => q === '' || startsWith(word, q) || startsWith(`go to ${word}`, q))
  const showsKeys = matches('show the keys')
  const showsSignOut = matches('sign out')
  const shownThemes = themeOptions.filter(({ label }) => matches(`theme ${label}`))
  const hasActions = shownThemes.length > 0 || showsKeys || showsSignOut
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label="Command palette"
      shouldFilter={false}
      loop
      overlayClassName="fixed inset-0 z-40 bg-[oklch(0.1_0_0/0.35)]"
      contentClassName="appear fixed top-[14vh] left-1/2 z-50 w-[min(38rem,calc(100vw-2rem))] -translate-x-1/2 rounded-md border border-line bg-raised shadow-float"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="Search history, or type what to do"
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none max-md:text-[1rem]"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
        {shownPlaces.length > 0 && (
          <Group heading="Pages">
            {shownPlaces.map(({ word, icon, path, keys }) => (
              <Item key={word} icon={icon} value={word} onSelect={then(() => navigate(path))} hint={keys}>
                Go to {word}
              </Item>
            ))}
          </Group>
        )}
        {repos.length > 0 && (
          <Group heading="Repositories">
            {repos.map(({ id, name, root }) => (
              <Item key={id} icon={FolderGit2} value={`repo ${id}`} onSelect={then(() => navigate(paths.repo(id)))}>
                <span className="line">{name}</span>
                <span className="line text-quiet">{root}</span>
              </Item>
            ))}
          </Group>
        )}
        {q !== '' && (
          <Group heading="History">
            <Item icon={Search} value="search" onSelect={then(() => navigate(paths.history({ q })))}>
              Search history for “{q}”
            </Item>
            {suggestions.map(({ id, title, ranges, url }) => (
              <Item
                key={id}
                icon={FileText}
                value={`page ${id}`}
                onSelect={then(() => navigate(paths.history({ q, page: id })))}
              >
                <span className="line">
                  <Highlighted text={title || (url ?? '')} ranges={title ? ranges : []} />
                </span>
              </Item>
            ))}
          </Group>
        )}
        {hasActions && (
          <Group heading="Actions">
            {shownThemes.map(({ value, label, icon }) => (
              <Item key={value} icon={icon} value={`theme ${value}`} onSelect={then(() => setTheme(value))}>
                Theme: {label.toLowerCase()}
              </Item>
            ))}
            {showsKeys && (
              <Item icon={Keyboard} value="keys" onSelect={onKeys} hint="?">
                Show the keys
              </Item>
            )}
            {showsSignOut && (
              <Item icon={LogOut} value="sign out" onSelect={then(signOut)}>
                Sign out
              </Item>
            )}
          </Group>
        )}
      </Command.List>
    </Command.Dialog>
  )
}

function Group({ heading, children }: { heading: string; children: ReactNode }): ReactNode {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-quiet"
    >
      {children}
    </Command.Group>
  )
}

interface ItemProps {
  icon: LucideIcon
  onSelect: () => void
  hint?: string
  value: string
  children: ReactNode
}

function Item({ icon: Icon, onSelect, hint, value, children }: ItemProps): ReactNode {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-9 items-center gap-2.5 rounded-sm px-2.5 data-[selected=true]:bg-hover max-md:h-11"
    >
      <Icon size={15} aria-hidden className="shrink-0 text-quiet" />
      {children}
      {hint && (
        <span className="ml-auto flex gap-1 pl-2 max-md:hidden">
          {hint.split(' ').map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </Command.Item>
  )
}
