import { render } from 'preact';
import { LiveProvider } from './shell/live.tsx';
import { followLinks } from './shell/location.ts';
import { Shell } from './shell/shell.tsx';

followLinks();
render(
  <LiveProvider>
    <Shell />
  </LiveProvider>,
  document.querySelector('#app')!,
);
