import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Frame } from './frame/Frame.tsx'
import { NotFound } from './frame/NotFound.tsx'
import { PageFault } from './frame/PageFault.tsx'
import { readHistorySearch } from './pages/history/history-search.ts'
import { readImportSearch } from './pages/imports/import-search.ts'
import { readJobsSearch } from './pages/jobs/jobs-search.ts'
import { readRepoSearch, readReposSearch } from './pages/repos/repos-search.ts'
import { parseSearch, stringifySearch } from './search-text.ts'

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound })

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/overview/OverviewPage.tsx'), 'OverviewPage'),
})
const history = createRoute({
  getParentRoute: () => root,
  path: '/history',
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import('./pages/history/HistoryPage.tsx'), 'HistoryPage'),
})
const imports = createRoute({
  getParentRoute: () => root,
  path: '/import',
  validateSearch: readImportSearch,
  component: lazyRouteComponent(() => import('./pages/imports/ImportPage.tsx'), 'ImportPage'),
})
const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  validateSearch: readJobsSearch,
  component: lazyRouteComponent(() => import('./pages/jobs/JobsPage.tsx'), 'JobsPage'),
})
const repos = createRoute({
  getParentRoute: () => root,
  path: '/repos',
  validateSearch: readReposSearch,
  component: lazyRouteComponent(() => import('./pages/repos/ReposPage.tsx'), 'ReposPage'),
})
const repo = createRoute({
  getParentRoute: () => root,
  path: '/repos/$repoId',
  validateSearch: readRepoSearch,
  component: lazyRouteComponent(() => import('./pages/repos/RepoPage.tsx'), 'RepoPage'),
})
const repoSettings = createRoute({
  getParentRoute: () => root,
  path: '/repos/$repoId/settings',
  component: lazyRouteComponent(() => import('./pages/repos/RepoSettingsPage.tsx'), 'RepoSettingsPage'),
})
const propose = createRoute({
  getParentRoute: () => root,
  path: '/repos/$repoId/propose',
  component: lazyRouteComponent(() => import('./pages/repos/ProposePage.tsx'), 'ProposePage'),
})
const change = createRoute({
  getParentRoute: () => root,
  path: '/repos/$repoId/changes/$changeId',
  component: lazyRouteComponent(() => import('./pages/repos/ChangePage.tsx'), 'ChangePage'),
})

export const router = createRouter({
  routeTree: root.addChildren([overview, history, imports, jobs, repos, repo, repoSettings, propose, change]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultStructuralSharing: true,
  defaultErrorComponent: PageFault,
})

/**
 * Fetches the pages that were not opened yet. A page that is first asked for while the server is stopped would else
 * cost the whole client: the router loads the document again, and the browser has nothing to show for it.
 */
export const fetchPages = (): Promise<unknown> =>
  Promise.allSettled(Object.values(router.routesById).map(async (route) => router.loadRouteChunk(route)))

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
