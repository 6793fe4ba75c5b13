import { init, page, trackActivity } from 'https://homepot.example/sdk/homepot.mjs';

init({ url: 'https://homepot.example', key: 'hp_browser_your_key' });
page();
trackActivity('custom', { extra_data: { loaded: 'as a module' }, duration_ms: 12 });
