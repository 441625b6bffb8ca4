import { showCalendar } from './calendar.tsx';
import { changeCampaign, showCampaign, showReport } from './campaign.tsx';
import { makeCampaign, showCampaigns } from './campaigns.tsx';
import { addChannel, removeChannel, showChannels } from './channels.tsx';
import { goTo } from './flash.ts';
import { showHealth, showReadiness } from './health.ts';
import type { Route } from './page.ts';
import { chooseCampaign, chooseRounds } from './file-post.ts';
import { pauseRoutes } from './pauses.ts';
import { showExcerptMedia, showPost } from './post.tsx';
import { mostUploadBytes, showPosts, takeInPosts } from './posts.tsx';
import { cancelIt, editPiece, itIsThere, moveSlot, readNumbers, tryAgain } from './publication-changes.tsx';
import { showPublication, showPublicationMedia } from './publication.tsx';
import { queuePost } from './queue-post.ts';
import { showSandbox, showSandboxMedia } from './sandbox.tsx';
import { changePassword, showSettings } from './settings.tsx';
import { leave, showSignIn, showSignInLink, signInWithLink, signInWithPassword } from './sign-in.tsx';

/** Every page there is, and what can be done on it. Only what says `open` is reached without a session. */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/healthz', answer: showHealth, open: 'unasked' },
  { method: 'GET', path: '/readyz', answer: showReadiness, open: 'unasked' },
  // It asks for a session or a token itself, and is loaded when somebody wants it.
  {
    method: 'GET',
    path: '/metrics',
    answer: async (app, c) => (await import('./metrics.ts')).showMetrics(app, c),
    open: true,
  },

  { method: 'GET', path: '/sign-in', answer: showSignIn, open: true },
  { method: 'POST', path: '/sign-in', answer: signInWithPassword, open: true },
  { method: 'GET', path: '/sign-in/:token', answer: showSignInLink, open: true },
  { method: 'POST', path: '/sign-in/:token', answer: signInWithLink, open: true },
  { method: 'POST', path: '/sign-out', answer: leave },

  { method: 'GET', path: '/', answer: (_, c) => goTo(c, '/posts') },
  { method: 'GET', path: '/posts', answer: showPosts },
  { method: 'POST', path: '/posts', answer: takeInPosts, mostBytes: mostUploadBytes },
  { method: 'GET', path: '/posts/:id', answer: showPost },
  { method: 'POST', path: '/posts/:id/publications', answer: queuePost },
  { method: 'POST', path: '/posts/:id/campaign', answer: chooseCampaign },
  { method: 'POST', path: '/posts/:id/rounds', answer: chooseRounds },
  { method: 'GET', path: '/posts/:id/excerpts/:platform/:number/media', answer: showExcerptMedia },

  { method: 'GET', path: '/calendar', answer: showCalendar },

  { method: 'GET', path: '/publications/:id', answer: showPublication },
  { method: 'GET', path: '/publications/:id/media', answer: showPublicationMedia },
  { method: 'POST', path: '/publications/:id/slot', answer: moveSlot },
  { method: 'POST', path: '/publications/:id/cancellation', answer: cancelIt },
  { method: 'POST', path: '/publications/:id/pieces/:number', answer: editPiece },
  { method: 'POST', path: '/publications/:id/retry', answer: tryAgain },
  { method: 'POST', path: '/publications/:id/sighting', answer: itIsThere },
  { method: 'POST', path: '/publications/:id/metrics', answer: readNumbers },

  ...pauseRoutes,

  { method: 'GET', path: '/campaigns', answer: showCampaigns },
  { method: 'POST', path: '/campaigns', answer: makeCampaign },
  { method: 'GET', path: '/campaigns/:id', answer: showCampaign },
  { method: 'POST', path: '/campaigns/:id', answer: changeCampaign },
  { method: 'GET', path: '/report', answer: showReport },

  { method: 'GET', path: '/channels', answer: showChannels },
  { method: 'POST', path: '/channels', answer: addChannel },
  { method: 'POST', path: '/channels/:id/removal', answer: removeChannel },

  { method: 'GET', path: '/sandbox', answer: showSandbox },
  { method: 'GET', path: '/sandbox/:platform/media/:key', answer: showSandboxMedia },

  { method: 'GET', path: '/settings', answer: showSettings },
  { method: 'POST', path: '/settings/password', answer: changePassword },
];
